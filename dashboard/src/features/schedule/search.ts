// What the addresses of the schedule say.

export type View = "day" | "week" | "month";
export const VIEWS: View[] = ["day", "week", "month"];

export type ScheduleSearch = { view?: View; day?: string };

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the view and the day of an address; what is not one is left out. */
export function readScheduleSearch({ view, day }: Record<string, unknown>): ScheduleSearch {
  const search: ScheduleSearch = {};
  const known = VIEWS.find((each) => each === view);
  if (known) search.view = known;
  if (typeof day === "string" && DAY.test(day) && !Number.isNaN(Date.parse(day))) search.day = day;
  return search;
}

/** What a visit to book is known to have already: its window, and the customer's number. */
export type BookSearch = { slot?: string; number?: string };

export function readBookSearch({ slot, number }: Record<string, unknown>): BookSearch {
  const search: BookSearch = {};
  if (typeof slot === "string" && /^\d{4}-\d{2}-\d{2}_[a-z0-9-]{1,24}$/.test(slot)) search.slot = slot;
  if (typeof number === "string" || typeof number === "number") search.number = String(number);
  return search;
}
