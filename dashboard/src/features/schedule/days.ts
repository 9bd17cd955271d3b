// Civil days such as 2026-11-24, and the days that a view of the schedule shows. A week starts on Sunday, as calendars in the
// United States do.

import type { View } from "./search";

/** Today in a time zone; without one, in the browser's. */
export function todayIn(timeZone: string | undefined, now = new Date()): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    timeZone,
  }).formatToParts(now);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

export function addDays(day: string, days: number): string {
  const date = new Date(day);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The same day of another month, or its last day if it is shorter. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

export function weekOf(day: string): string[] {
  const first = addDays(day, -new Date(day).getUTCDay());
  return Array.from({ length: 7 }, (_, place) => addDays(first, place));
}

/** The weeks that a month is in, each from Sunday to Saturday. */
export function weeksOfMonth(day: string): string[][] {
  const month = day.slice(0, 7);
  const weeks: string[][] = [];
  for (let week = weekOf(`${month}-01`); week.some((each) => each.startsWith(month)); ) {
    weeks.push(week);
    week = weekOf(addDays(week[6] ?? day, 1));
  }
  return weeks;
}

/** The first and the last day that a view shows. */
export function rangeOf(view: View, day: string): { from: string; to: string } {
  const days = view === "day" ? [day] : view === "week" ? weekOf(day) : weeksOfMonth(day).flat();
  return { from: days[0] ?? day, to: days.at(-1) ?? day };
}

/** The day that the arrows beside the heading lead to. */
export function stepped(view: View, day: string, steps: 1 | -1): string {
  if (view === "month") return addMonths(day, steps);
  return addDays(day, view === "week" ? 7 * steps : steps);
}

/** The day of a window: its id starts with it. */
export function dayOf(slot: { id: string }): string {
  return slot.id.slice(0, 10);
}

/** The later of two days. */
export function laterOf(day: string, other: string): string {
  return day.localeCompare(other) > 0 ? day : other;
}
