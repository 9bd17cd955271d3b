// The dates whose hours a company looks at: holidays, and the dates that it has added.

import type { Closure } from "../api/generated/types.gen";
import { type Holiday, holidaysFrom } from "./holidays";

/** A date to show. Without a closure it has the hours of its weekday. */
export type SpecialDate = { date: string; holiday?: Holiday; closure?: Closure };

/** The dates to show, the next first. */
export function datesOf(closures: Closure[], today: string): SpecialDate[] {
  const dates = new Map<string, SpecialDate>(holidaysFrom(today).map((each) => [each.date, each]));
  for (const closure of closures.filter(({ date }) => date >= today)) {
    dates.set(closure.date, { ...dates.get(closure.date), date: closure.date, closure });
  }
  return [...dates.values()].sort((one, other) => one.date.localeCompare(other.date));
}
