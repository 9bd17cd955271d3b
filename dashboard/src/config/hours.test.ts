import { expect, test } from "vitest";
import {
  boundsOf,
  clockOf,
  dayOf,
  endsNextDay,
  groupsOf,
  instantOf,
  isAllDay,
  nextSpan,
  nightOverlap,
  overlaps,
} from "./hours";

const span = (opens: string, closes: string) => ({ opens, closes });

test("a closing time that is not later than the opening time is on the next day", () => {
  expect(boundsOf(span("20:00", "06:00"))).toEqual([1200, 1800]);
  expect(endsNextDay(span("17:00", "00:00"))).toBe(false);
  expect(endsNextDay(span("17:00", "00:15"))).toBe(true);
  expect(isAllDay([span("00:00", "00:00")])).toBe(true);
  expect(clockOf(-15)).toBe("23:45");
});

test("hours of a day overlap when one begins before the other ends", () => {
  expect(overlaps([span("08:00", "12:00"), span("12:00", "17:00")])).toBe(false);
  expect(overlaps([span("13:00", "17:00"), span("08:00", "13:15")])).toBe(true);
  expect(overlaps([span("08:00", ""), span("08:00", "13:15")])).toBe(false);
});

test("a night overlaps with the day after it, also from Sunday to Monday", () => {
  expect(nightOverlap({ mon: [span("20:00", "06:00")], tue: [span("06:00", "09:00")] })).toBeUndefined();
  expect(nightOverlap({ mon: [span("20:00", "06:00")], tue: [span("05:45", "09:00")] })).toBe("tue");
  expect(nightOverlap({ sun: [span("20:00", "06:00")], mon: [span("05:00", "09:00")] })).toBe("mon");
});

test("another span begins after the last one and stays on its day", () => {
  expect(nextSpan([])).toEqual(span("08:00", "17:00"));
  expect(nextSpan([span("13:00", "17:00"), span("08:00", "12:00")])).toEqual(span("18:00", "20:00"));
  expect(nextSpan([span("08:00", "23:30")])).toEqual(span("23:00", "23:45"));
});

test("days in a row with the same hours are one group", () => {
  const day = [span("08:00", "17:00")];
  const groups = groupsOf({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: [span("09:00", "13:00")] });
  expect(groups.map(({ days }) => days.join())).toEqual(["mon,tue,wed,thu,fri", "sat", "sun"]);
});

test("a clock on the wall becomes an instant by the offset of its date", () => {
  expect(instantOf("2026-11-26T09:30", "America/Chicago")).toBe("2026-11-26T15:30:00.000Z");
  expect(instantOf("2026-07-04T09:30", "America/Chicago")).toBe("2026-07-04T14:30:00.000Z");
  expect(dayOf("2026-11-26")).toBe("thu");
});
