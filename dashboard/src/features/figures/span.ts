import { locale } from "../../ui/format";

/** A wait as people say it: 40 s, 3 min, 2.5 h */
export function spanOf(seconds: number): string {
  const [value, unit] =
    seconds < 90 ? [seconds, "s"] : seconds < 5_400 ? [seconds / 60, "min"] : [seconds / 3_600, "h"];
  const digits = unit === "h" ? 1 : 0;
  return `${new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value)} ${unit}`;
}
