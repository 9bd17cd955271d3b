// Time zones, by the names that people know: Central Time (Chicago).

import { currentLanguage } from "../text/text";

/** The zones of the United States and its territories, from east to west. */
const USUAL = [
  "America/Puerto_Rico",
  "America/New_York",
  "America/Chicago",
  "America/Denver",
  "America/Phoenix",
  "America/Los_Angeles",
  "America/Anchorage",
  "Pacific/Honolulu",
];

/** The zone of this browser. */
export function guessedZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The zones to choose from: the usual ones, which include `chosen` even where the list does not, then all others. */
export function zonesWith(chosen: string): { usual: string[]; others: string[] } {
  const usual = USUAL.includes(chosen) || !chosen ? USUAL : [chosen, ...USUAL];
  return { usual, others: Intl.supportedValuesOf("timeZone").filter((zone) => !usual.includes(zone)) };
}

/** Central Time (Chicago) */
export function zoneName(zone: string): string {
  const city = zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
  const locale = currentLanguage() === "es" ? "es-US" : "en-US";
  try {
    const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "longGeneric" }).formatToParts();
    const name = parts.find(({ type }) => type === "timeZoneName")?.value;
    return name && !name.includes(city) ? `${name} (${city})` : (name ?? zone);
  } catch {
    // A zone that this browser does not know.
    return zone;
  }
}
