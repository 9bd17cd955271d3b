import { describe, expect, it } from "vitest";
import { addDays, addMonths, rangeOf, stepped, todayIn, weekOf, weeksOfMonth } from "./days";
import { readScheduleSearch } from "./search";

describe("days", () => {
  it("starts a week on Sunday", () => {
    expect(weekOf("2026-11-25")[0]).toBe("2026-11-22");
    expect(weekOf("2026-11-22")[0]).toBe("2026-11-22");
    expect(weekOf("2026-11-28").at(-1)).toBe("2026-11-28");
  });

  it("shows the weeks that a month is in, and no other", () => {
    // February 2026 starts on a Sunday and has 28 days.
    expect(weeksOfMonth("2026-02-14").map((week) => week[0])).toEqual([
      "2026-02-01",
      "2026-02-08",
      "2026-02-15",
      "2026-02-22",
    ]);
    expect(rangeOf("month", "2026-08-31")).toEqual({ from: "2026-07-26", to: "2026-09-05" });
  });

  it("stays in the month that an arrow leads to", () => {
    expect(addMonths("2027-01-31", 1)).toBe("2027-02-28");
    expect(addMonths("2026-12-31", 1)).toBe("2027-01-31");
    expect(stepped("month", "2026-01-15", -1)).toBe("2025-12-15");
    expect(stepped("week", "2026-12-28", 1)).toBe("2027-01-04");
  });

  it("counts days across a change of the clock", () => {
    expect(addDays("2026-10-31", 1)).toBe("2026-11-01");
    expect(addDays("2026-11-01", 1)).toBe("2026-11-02");
  });

  it("knows which day it is where the company is", () => {
    const now = new Date("2026-11-29T03:00:00Z");
    expect(todayIn("America/Chicago", now)).toBe("2026-11-28");
    expect(todayIn("Asia/Tokyo", now)).toBe("2026-11-29");
  });

  it("leaves out what is no view and no day", () => {
    expect(readScheduleSearch({ view: "year", day: "2026-13-45" })).toEqual({});
    expect(readScheduleSearch({ view: "day", day: "2026-11-24" })).toEqual({ view: "day", day: "2026-11-24" });
  });
});
