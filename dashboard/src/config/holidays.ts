// The holidays that companies in the United States close on, by their dates.

export const HOLIDAYS = [
  "new_year",
  "king",
  "presidents",
  "memorial",
  "juneteenth",
  "independence",
  "labor",
  "columbus",
  "veterans",
  "thanksgiving",
  "after_thanksgiving",
  "christmas_eve",
  "christmas",
  "new_years_eve",
] as const;
export type Holiday = (typeof HOLIDAYS)[number];

/** The names as the agent says them: its instructions are in English. */
export const SPOKEN: Record<Holiday, string> = {
  new_year: "New Year's Day",
  king: "Martin Luther King Jr. Day",
  presidents: "Presidents' Day",
  memorial: "Memorial Day",
  juneteenth: "Juneteenth",
  independence: "Independence Day",
  labor: "Labor Day",
  columbus: "Columbus Day",
  veterans: "Veterans Day",
  thanksgiving: "Thanksgiving",
  after_thanksgiving: "Day after Thanksgiving",
  christmas_eve: "Christmas Eve",
  christmas: "Christmas Day",
  new_years_eve: "New Year's Eve",
};

const iso = (year: number, month: number, day: number) =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);

/** The nth Monday, for example, of a month; the last for -1. `weekday` counts from Sunday. */
function nth(year: number, month: number, weekday: number, n: number): string {
  if (n < 0) {
    const last = new Date(Date.UTC(year, month, 0));
    return iso(year, month, last.getUTCDate() - ((last.getUTCDay() - weekday + 7) % 7));
  }
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  return iso(year, month, 1 + ((weekday - first + 7) % 7) + (n - 1) * 7);
}

function datesOf(year: number): Record<Holiday, string> {
  const thanksgiving = nth(year, 11, 4, 4);
  return {
    new_year: iso(year, 1, 1),
    king: nth(year, 1, 1, 3),
    presidents: nth(year, 2, 1, 3),
    memorial: nth(year, 5, 1, -1),
    juneteenth: iso(year, 6, 19),
    independence: iso(year, 7, 4),
    labor: nth(year, 9, 1, 1),
    columbus: nth(year, 10, 1, 2),
    veterans: iso(year, 11, 11),
    thanksgiving,
    after_thanksgiving: iso(year, 11, Number(thanksgiving.slice(8)) + 1),
    christmas_eve: iso(year, 12, 24),
    christmas: iso(year, 12, 25),
    new_years_eve: iso(year, 12, 31),
  };
}

/** The next date of each holiday, from a date on, the earliest first. */
export function holidaysFrom(date: string): { holiday: Holiday; date: string }[] {
  const year = Number(date.slice(0, 4));
  const [thisYear, nextYear] = [datesOf(year), datesOf(year + 1)];
  return HOLIDAYS.map((holiday) => ({
    holiday,
    date: thisYear[holiday] >= date ? thisYear[holiday] : nextYear[holiday],
  })).sort((one, other) => one.date.localeCompare(other.date));
}

/** Whether most offices are closed then: what "US holidays" closes in one go. */
export const MOST_CLOSE: Holiday[] = ["new_year", "memorial", "independence", "labor", "thanksgiving", "christmas"];
