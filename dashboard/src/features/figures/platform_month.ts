// The month that the platform's figures are about, as it stands in the address; without one, the last seven days.

import { addDays, civilToday, type Days } from "./period";

/** `trial` is the trial of a model whose report is shown. */
export type PlatformSearch = { month?: string; trial?: string };

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
/** The months that the API has, with the present one. */
export const MONTHS = 13;

export function readPlatformSearch({ month, trial }: Record<string, unknown>): PlatformSearch {
  return {
    ...(typeof month === "string" && MONTH.test(month) && { month }),
    ...(typeof trial === "string" && { trial }),
  };
}

/** The days of a month for the API; the present month ends today, which the API knows. */
export function monthDays(month: string | undefined, today = civilToday()): Days {
  if (month === undefined) return {};
  const from = `${month}-01`;
  if (month >= today.slice(0, 7)) return { from };
  return { from, to: addDays(`${monthAfter(month)}-01`, -1) };
}

/** The months that can be chosen, the present one first. */
export function lastMonths(today = civilToday()): string[] {
  const months = [today.slice(0, 7)];
  while (months.length < MONTHS) months.push(addDays(`${months.at(-1)}-01`, -1).slice(0, 7));
  return months;
}

function monthAfter(month: string): string {
  return addDays(`${month}-28`, 4).slice(0, 7);
}
