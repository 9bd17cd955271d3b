import { currentLanguage } from "../../text/text";

/** Nov 2026, for a day of that month */
export function monthName(civil: string): string {
  const language = currentLanguage() === "es" ? "es-US" : "en-US";
  return new Intl.DateTimeFormat(language, { month: "short", year: "numeric", timeZone: "UTC" }).format(
    new Date(civil),
  );
}
