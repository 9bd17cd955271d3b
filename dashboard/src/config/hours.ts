// Hours as people see them: days, spans of clock times, and the checks that need no server.

import type { Day, Span, WeeklyHours } from "../api/generated/types.gen";

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const satisfies Day[];
export const WEEKDAYS: Day[] = DAYS.slice(0, 5);
export const MINUTES_OF_DAY = 1440;

export const ALL_DAY: Span = { opens: "00:00", closes: "00:00" };
export const USUAL: Span = { opens: "08:00", closes: "17:00" };

export function isAllDay(spans: Span[]): boolean {
  return spans.length === 1 && spans[0]?.opens === "00:00" && spans[0].closes === "00:00";
}

/** Minutes since midnight of a clock time such as 08:30; not a number if it is not written to its end. */
export function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(":");
  return clock === "" ? Number.NaN : Number(hours) * 60 + Number(minutes);
}

export function clockOf(minutes: number): string {
  const within = ((minutes % MINUTES_OF_DAY) + MINUTES_OF_DAY) % MINUTES_OF_DAY;
  return [Math.floor(within / 60), within % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** Opening and closing as minutes since the midnight that begins the day; after 1440 on the next day. */
export function boundsOf({ opens, closes }: Span): [number, number] {
  const [from, to] = [minutesOf(opens), minutesOf(closes)];
  return [from, to <= from ? to + MINUTES_OF_DAY : to];
}

/** Whether the span ends after midnight of its day: not the one that ends at midnight. */
export function endsNextDay(span: Span): boolean {
  return boundsOf(span)[1] > MINUTES_OF_DAY;
}

export function isComplete({ opens, closes }: Span): boolean {
  return opens !== "" && closes !== "";
}

export function inOrder(spans: Span[]): Span[] {
  return [...spans].sort((one, other) => one.opens.localeCompare(other.opens));
}

/** Whether two spans of a day cover the same time. */
export function overlaps(spans: Span[]): boolean {
  const bounds = inOrder(spans.filter(isComplete)).map(boundsOf);
  return bounds.some(([opens], place) => place > 0 && opens < (bounds[place - 1]?.[1] ?? 0));
}

/** The first day that a night of the day before reaches into while it is open already. */
export function nightOverlap(weekly: WeeklyHours): Day | undefined {
  return DAYS.find((day, place) => {
    const eve = weekly[DAYS[(place + 6) % 7] ?? "sun"] ?? [];
    const until = Math.max(0, ...eve.filter(isComplete).map((span) => boundsOf(span)[1] - MINUTES_OF_DAY));
    const [first] = inOrder(weekly[day]?.filter(isComplete) ?? []);
    return first !== undefined && minutesOf(first.opens) < until;
  });
}

/** A span to add to a day: after its last one, else the usual one. */
export function nextSpan(spans: Span[]): Span {
  const last = inOrder(spans).at(-1);
  if (!last || !isComplete(last)) return USUAL;
  const from = Math.min(boundsOf(last)[1] + 60, MINUTES_OF_DAY - 60);
  return { opens: clockOf(from), closes: clockOf(Math.min(from + 120, MINUTES_OF_DAY - 15)) };
}

/** Days in a row with the same hours, as groups: for the week in one line. */
export function groupsOf(weekly: WeeklyHours): { days: Day[]; spans: Span[] }[] {
  const groups: { days: Day[]; spans: Span[] }[] = [];
  for (const day of DAYS) {
    const spans = inOrder(weekly[day] ?? []);
    const last = groups.at(-1);
    if (last && JSON.stringify(last.spans) === JSON.stringify(spans)) last.days.push(day);
    else groups.push({ days: [day], spans });
  }
  return groups;
}

/** A day of the calendar in a zone, such as 2026-11-26. */
export function dateIn(timeZone: string, now = new Date()): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(now);
}

/** The day of the week of a date. */
export function dayOf(date: string): Day {
  return DAYS[(new Date(date).getUTCDay() + 6) % 7] ?? "mon";
}

/** The instant of a clock on the wall of a zone, such as 2026-11-26T09:30; in the hour that repeats, one of the two. */
export function instantOf(local: string, timeZone: string): string {
  const wanted = Date.parse(`${local}Z`);
  const shown = new Date(wanted).toLocaleString("sv-SE", { timeZone }).replace(" ", "T");
  const offset = Date.parse(`${shown}Z`) - wanted;
  return new Date(wanted - offset).toISOString();
}
