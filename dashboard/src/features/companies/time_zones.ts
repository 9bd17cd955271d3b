// The zones where most companies are come first.
const USUAL = [
  "America/New_York",
  "America/Chicago",
  "America/Denver",
  "America/Phoenix",
  "America/Los_Angeles",
  "America/Anchorage",
  "Pacific/Honolulu",
];

/** The time zones that the browser knows. */
export function timeZones(): string[] {
  const others = Intl.supportedValuesOf("timeZone").filter((zone) => !USUAL.includes(zone));
  return [...USUAL, ...others];
}
