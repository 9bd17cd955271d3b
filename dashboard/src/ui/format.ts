// Dates, money, numbers and telephone numbers as people read them, in their language. Times are in the company's zone.

import { currentLanguage } from "../text/text";

/** The language as it is written in the United States: 1,250.5 in Spanish too. */
export function locale(): "en-US" | "es-US" {
  return currentLanguage() === "es" ? "es-US" : "en-US";
}

const dateFormats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = currentLanguage() + JSON.stringify(options);
  let format = dateFormats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale(), options);
    dateFormats.set(key, format);
  }
  return format;
}

/** 9:05 AM */
export function time(instant: string, timeZone?: string): string {
  return dateFormat({ timeStyle: "short", timeZone }).format(new Date(instant));
}

/** 9:05 AM of today, else Nov 24, 9:05 AM */
export function moment(instant: string, timeZone?: string, now = new Date()): string {
  const date = new Date(instant);
  const day = dateFormat({ dateStyle: "short", timeZone });
  if (day.format(date) === day.format(now)) return time(instant, timeZone);
  return dateFormat({ month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZone }).format(date);
}

/** Nov 24, 2026 */
export function date(instant: string, timeZone?: string): string {
  return dateFormat({ dateStyle: "medium", timeZone }).format(new Date(instant));
}

/** Tue, Nov 24, 9:05 AM */
export function weekdayMoment(instant: string, timeZone?: string): string {
  const options = { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" } as const;
  return dateFormat({ ...options, timeZone }).format(new Date(instant));
}

/** Tuesday, November 24, 2026 at 9:05 AM */
export function fullMoment(instant: string, timeZone?: string): string {
  return dateFormat({ dateStyle: "full", timeStyle: "short", timeZone }).format(new Date(instant));
}

/** A civil day such as 2026-11-24: Tue, Nov 24 */
export function day(civil: string): string {
  return dateFormat({ weekday: "short", month: "short", day: "numeric", timeZone: "UTC" }).format(new Date(civil));
}

/** A civil day with its year: Thu, Nov 26, 2026 */
export function dayOfYear(civil: string): string {
  const options = { weekday: "short", year: "numeric", month: "short", day: "numeric", timeZone: "UTC" } as const;
  return dateFormat(options).format(new Date(civil));
}

/** A clock time such as 17:00: 5:00 PM */
export function clock(civil: string): string {
  return dateFormat({ timeStyle: "short", timeZone: "UTC" }).format(new Date(`2026-01-01T${civil}Z`));
}

/** The name of a day of the week, from 0 for Monday. */
export function weekday(place: number, width: "long" | "short" = "long"): string {
  return dateFormat({ weekday: width, timeZone: "UTC" }).format(new Date(Date.UTC(2026, 5, 1 + place)));
}

/** A civil day in full: Tuesday, November 24, 2026 */
export function fullDay(civil: string): string {
  return dateFormat({ dateStyle: "full", timeZone: "UTC" }).format(new Date(civil));
}

/** The weekday and the date of a civil day apart, for the head of a column: ["Tue", "24"] */
export function dayParts(civil: string): { weekday: string; date: string } {
  const date = new Date(civil);
  return {
    weekday: dateFormat({ weekday: "short", timeZone: "UTC" }).format(date),
    date: dateFormat({ day: "numeric", timeZone: "UTC" }).format(date),
  };
}

/** November 2026 */
export function month(civil: string): string {
  return dateFormat({ month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(civil));
}

/** Nov 22 – 28, 2026 */
export function dayRange(from: string, to: string): string {
  return dateFormat({ dateStyle: "medium", timeZone: "UTC" }).formatRange(new Date(from), new Date(to));
}

/** An arrival window: 8:00 AM – 12:00 PM */
export function windowTime(slot: { starts: string; ends: string }): string {
  const at = (civil: string) => clock(civil).replace(/\s/g, "\u00a0");
  return `${at(slot.starts)} – ${at(slot.ends)}`;
}

/** The day and the arrival window of a visit: Tue, Nov 24, 8:00 AM to noon as 8:00 AM – 12:00 PM. */
export function visitTime(slot: { id: string; starts: string; ends: string }): string {
  return `${day(slot.id.slice(0, 10))}, ${windowTime(slot)}`;
}

/** $1.25; small amounts with the cents' parts: $0.0042 */
export function money(microUsd: number): string {
  const dollars = microUsd / 1_000_000;
  const digits = dollars !== 0 && Math.abs(dollars) < 0.01 ? 4 : 2;
  return new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(dollars);
}

/** $0.0085: the parts of a call's cost, all with the same digits. */
export function smallMoney(microUsd: number): string {
  const options = { style: "currency", currency: "USD", minimumFractionDigits: 4 } as const;
  return new Intl.NumberFormat("en-US", options).format(microUsd / 1_000_000);
}

export function count(number: number): string {
  return new Intl.NumberFormat(locale()).format(number);
}

export function percent(share: number): string {
  return new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** 3:07, or 1:02:09 */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, place) => (place ? String(part).padStart(2, "0") : String(part))).join(":");
}

/** (214) 555-0142 for a number of North America, else as it is. */
export function phone(number: string): string {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : number;
}

/** 0.8 s, and < 0.1 s for times too short to notice */
export function seconds(ms: number): string {
  if (ms < 100) return `< ${seconds(100)}`;
  const number = new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(ms / 1000);
  return `${number} s`;
}

/** 2.4 MB */
export function size(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const options = { style: "unit", unit: units[power], unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale(), options).format(bytes / 1_000 ** power);
}
