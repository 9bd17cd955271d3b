import { expect, test } from "vitest";
import { everyDay } from "./day_bars";
import { addDays, daysOf, mondayOf, readPeriod } from "./period";

test("an address without a period means the last seven days, which the API knows", () => {
  expect(readPeriod({ period: "century", from: "2026-11-01" })).toEqual({});
  expect(daysOf({})).toEqual({});
});

test("last week is from Monday to Sunday, also on a Sunday and a Monday", () => {
  for (const today of ["2026-11-23", "2026-11-26", "2026-11-29"]) {
    expect(daysOf({ period: "last-week" }, today)).toEqual({ from: "2026-11-16", to: "2026-11-22" });
  }
  expect(mondayOf("2026-11-29")).toBe("2026-11-23");
});

test("days of one's own go before, in the right order, and are at most 62", () => {
  expect(readPeriod({ period: "30-days", from: "2026-11-01", to: "2026-11-30" })).toEqual({
    from: "2026-11-01",
    to: "2026-11-30",
  });
  expect(readPeriod({ from: "2026-12-01", to: "2026-11-30" })).toEqual({});
  const { from = "", to = "" } = daysOf({ from: "2025-01-01", to: "2026-11-30" });
  expect([everyDay(from, to).length, to]).toEqual([62, "2026-11-30"]);
});

test("thirty days end today", () => {
  expect(daysOf({ period: "30-days" }, "2026-03-01")).toEqual({ from: "2026-01-31" });
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
});
