// What is typed into the form of a scenario, and the request that it becomes.

import type { ExpectedCall, NewScenario, Outcome, ScenarioTime } from "../../api/generated/types.gen";

type Hazard = NonNullable<ExpectedCall["emergencies"]>[number];
type Language = NonNullable<ExpectedCall["language"]>;

/** Empty: it does not matter. `turns`, `says` and `neverSays` have an entry in each line. */
export type ScenarioValues = {
  title: string;
  turns: string;
  outcome: Outcome | "";
  hazard: Hazard | "";
  jobType: string;
  rings: "yes" | "no" | "";
  language: Language | "";
  says: string;
  neverSays: string;
  day: ScenarioTime["day"] | "";
  time: string;
};

export const EMPTY: ScenarioValues = {
  title: "",
  turns: "",
  outcome: "",
  hazard: "",
  jobType: "",
  rings: "",
  language: "",
  says: "",
  neverSays: "",
  day: "",
  time: "",
};

/** The beginnings of the API's JSON Pointers, and the field that shows what is wrong there. */
const FIELDS: [string, keyof ScenarioValues][] = [
  ["/title", "title"],
  ["/turns", "turns"],
  ["/at", "time"],
  ["/expected/outcomes", "outcome"],
  ["/expected/emergencies", "hazard"],
  ["/expected/job_type", "jobType"],
  ["/expected/language", "language"],
  ["/expected/never_says", "neverSays"],
  ["/expected", "says"],
];

export function fieldOf(pointer: string): keyof ScenarioValues | undefined {
  return FIELDS.find(([begin]) => pointer === begin || pointer.startsWith(`${begin}/`))?.[1];
}

/** The lines that say something. */
export function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

export function scenarioOf(values: ScenarioValues): NewScenario {
  const { title, turns, outcome, hazard, jobType, rings, language, says, neverSays, day, time } = values;
  return {
    title: title.trim(),
    turns: linesOf(turns),
    // A call without a day arrives at once.
    ...(day && { at: { day, time: time || "09:00" } }),
    expected: {
      outcomes: outcome ? [outcome] : [],
      emergencies: hazard ? [hazard] : [],
      ...(jobType && { job_type: jobType }),
      ...(rings && { rings: rings === "yes" }),
      ...(language && { language }),
      says: linesOf(says),
      never_says: linesOf(neverSays),
    },
  };
}
