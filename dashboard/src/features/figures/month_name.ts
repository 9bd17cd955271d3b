import { locale } from "../../ui/format";

/** Nov 2026, for a day of that month */
export function monthName(civil: string): string {
  return new Intl.DateTimeFormat(locale(), { month: "short", year: "numeric", timeZone: "UTC" }).format(
    new Date(civil),
  );
}
