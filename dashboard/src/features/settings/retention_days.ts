// The times for which data is kept. No number of days means until it is erased.

import type { Retention } from "../../api/generated/types.gen";

export const KINDS = ["calls", "customers", "recordings"] as const;
export type Kind = (typeof KINDS)[number];
export type Days = Record<Kind, number | null>;

const YEAR = 365;
const LONG = [30, 90, 180, YEAR, 2 * YEAR, 3 * YEAR, 7 * YEAR, 10 * YEAR];
const OF_RECORDINGS = [30, 90, 180, YEAR];

export function daysOf(kept: Retention): Days {
  return {
    calls: kept.calls.days ?? null,
    customers: kept.customers.days ?? null,
    recordings: kept.recordings.days ?? null,
  };
}

/** What can be chosen, with what is set now even if a program set something else. */
export function choicesOf(kind: Kind, current: number | null): (number | null)[] {
  const usual = kind === "recordings" ? OF_RECORDINGS : LONG;
  const days = current === null ? usual : [...new Set([...usual, current])].toSorted((one, other) => one - other);
  return kind === "recordings" && current !== null ? days : [...days, null];
}

/** Whether something is kept for a shorter time than now. */
export function isShorter(now: Days, then: Days): boolean {
  return KINDS.some((kind) => (then[kind] ?? Number.POSITIVE_INFINITY) < (now[kind] ?? Number.POSITIVE_INFINITY));
}
