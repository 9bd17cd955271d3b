import { useParams } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { ApiProblem } from "../../api/problem";
import { ProblemNotice } from "../../ui/states";
import { type SectionName, sectionOf } from "./sections";
import { AfterHoursSection } from "./sections/after_hours";
import { AnswersSection } from "./sections/answers";
import { AreaSection } from "./sections/area";
import { CallersSection } from "./sections/callers";
import { GreetingSection } from "./sections/greeting";
import { HoursSection } from "./sections/hours";
import { OnCallSection } from "./sections/on_call";
import { QuestionsSection } from "./sections/questions";
import { ServicesSection } from "./sections/services";
import { VoiceSection } from "./sections/voice";

const FORMS: Record<SectionName, ComponentType> = {
  hours: HoursSection,
  greeting: GreetingSection,
  voice: VoiceSection,
  services: ServicesSection,
  questions: QuestionsSection,
  area: AreaSection,
  "on-call": OnCallSection,
  "after-hours": AfterHoursSection,
  answers: AnswersSection,
  callers: CallersSection,
};

/** The form of one part of the agent, named in the address. */
export function SectionScreen() {
  const section = sectionOf(useParams({ from: "/signed-in/agent/$section" }).section);
  if (!section) return <ProblemNotice error={new ApiProblem("not-found")} />;
  const Form = FORMS[section];
  return <Form />;
}
