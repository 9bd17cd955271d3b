// The steps of the set-up, in order, and where a person goes on who comes back.

import type { Tenant } from "../../api/generated/types.gen";

export const STEPS = ["company", "telephone", "hours", "voice", "launch"] as const;
export type Step = (typeof STEPS)[number];

const KEY = "setup.step";

export function isStep(word: unknown): word is Step {
  return STEPS.some((step) => step === word);
}

export function stepBefore(step: Step): Step | undefined {
  return STEPS[STEPS.indexOf(step) - 1];
}

export function stepAfter(step: Step): Step | undefined {
  return STEPS[STEPS.indexOf(step) + 1];
}

/** Remembers the step in this browser. */
export function rememberStep(step: Step): void {
  localStorage.setItem(KEY, step);
}

/** Where to go on: the step that this browser remembers, else the first that the company lacks. */
export function nextStep(company: Tenant | undefined, remembered = localStorage.getItem(KEY)): Step {
  if (!company) return "company";
  if (isStep(remembered) && remembered !== "company") return remembered;
  return "telephone";
}
