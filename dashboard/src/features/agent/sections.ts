// The parts of the agent, in the order that a company sets them up. Each is a form of its own, at its own path.

import type { IconName } from "../../ui/icon";

export const SECTIONS = [
  "hours",
  "greeting",
  "voice",
  "services",
  "questions",
  "area",
  "on-call",
  "after-hours",
  "answers",
  "callers",
] as const;
export type SectionName = (typeof SECTIONS)[number];

export const ICONS: Record<SectionName, IconName> = {
  hours: "clock",
  greeting: "agent",
  voice: "play",
  services: "tool",
  questions: "edit",
  area: "companies",
  "on-call": "warning",
  "after-hours": "calls",
  answers: "info",
  callers: "lock",
};

export function sectionOf(name: string | undefined): SectionName | undefined {
  return SECTIONS.find((each) => each === name);
}
