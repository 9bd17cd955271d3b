// Which days the figures are about, as they stand in the address.

export const PERIODS = ["7-days", "last-week", "30-days"] as const;
export type PeriodName = (typeof PERIODS)[number];

export type Period = {
  /** The last seven days without one. */
  period?: Exclude<PeriodName, "7-days">;
  from?: string;
  to?: string;
};
export type Days = { from?: string; to?: string };

/** The most days that the API sums. */
const MOST_DAYS = 62;
const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the period of an address; what is not one is left out. */
export function readPeriod({ period, from, to }: Record<string, unknown>): Period {
  if (typeof from === "string" && DAY.test(from) && typeof to === "string" && DAY.test(to) && from <= to) {
    return { from, to };
  }
  return period === "last-week" || period === "30-days" ? { period } : {};
}

/** The days of a period for the API, which knows what today is in the company's zone. */
export function daysOf({ period, from, to }: Period, today = civilToday()): Days {
  if (from && to) return { from: later(from, addDays(to, 1 - MOST_DAYS)), to };
  if (period === "last-week") {
    const monday = mondayOf(today);
    return { from: addDays(monday, -7), to: addDays(monday, -1) };
  }
  if (period === "30-days") return { from: addDays(today, -29) };
  return {};
}

const later = (a: string, b: string) => (a > b ? a : b);

/** The Monday of a day's week. */
export function mondayOf(civil: string): string {
  const weekday = new Date(civil).getUTCDay();
  return addDays(civil, -((weekday + 6) % 7));
}

export function addDays(civil: string, days: number): string {
  return new Date(Date.parse(civil) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Today in the browser's zone. */
export function civilToday(now = new Date()): string {
  return addDays("1970-01-01", Math.floor((now.getTime() - now.getTimezoneOffset() * 60_000) / DAY_MS));
}
