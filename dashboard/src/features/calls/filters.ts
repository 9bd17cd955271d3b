// The filters of the list of calls, as they stand in the address.

import type { Outcome } from "../../api/generated/types.gen";

export const OUTCOMES: Outcome[] = [
  "emergency",
  "booked",
  "changed",
  "cancelled",
  "message",
  "transferred",
  "information",
  "abandoned",
  "spam",
];

export type CallFilters = {
  q?: string;
  outcome?: Outcome;
  from?: string;
  to?: string;
  after_hours?: true;
  test?: true;
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the filters of an address; what is not one is left out. */
export function readCallFilters(search: Record<string, unknown>): CallFilters {
  const filters: CallFilters = {};
  const { q, outcome, from, to, after_hours, test } = search as Record<keyof CallFilters, unknown>;
  if (typeof q === "string" || typeof q === "number") filters.q = String(q);
  const known = OUTCOMES.find((each) => each === outcome);
  if (known) filters.outcome = known;
  if (typeof from === "string" && DAY.test(from)) filters.from = from;
  if (typeof to === "string" && DAY.test(to)) filters.to = to;
  if (after_hours === true) filters.after_hours = true;
  if (test === true) filters.test = true;
  return filters;
}

/** Whether anything but the search is set. */
export function hasFilters({ q: _, ...rest }: CallFilters): boolean {
  return Object.keys(rest).length > 0;
}
