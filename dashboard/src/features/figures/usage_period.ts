// The four periods of Usage and cost, and their days.

import { addDays, civilToday, type Days, mondayOf } from "./period";

export const USAGE_PERIODS = ["this-week", "last-week", "this-month", "last-month"] as const;
export type UsagePeriod = (typeof USAGE_PERIODS)[number];
export type UsageSearch = { period?: Exclude<UsagePeriod, "this-week"> };

export function readUsagePeriod({ period }: Record<string, unknown>): UsageSearch {
  return period === "last-week" || period === "this-month" || period === "last-month" ? { period } : {};
}

/** The days for the API; a period that is not over ends today, which the API knows. */
export function usageDays(period: UsagePeriod, today = civilToday()): Days {
  const monday = mondayOf(today);
  const first = `${today.slice(0, 8)}01`;
  switch (period) {
    case "this-week":
      return { from: monday };
    case "last-week":
      return { from: addDays(monday, -7), to: addDays(monday, -1) };
    case "this-month":
      return { from: first };
    case "last-month": {
      const last = addDays(first, -1);
      return { from: `${last.slice(0, 8)}01`, to: last };
    }
  }
}
