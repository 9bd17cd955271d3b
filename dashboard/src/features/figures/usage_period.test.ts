import { expect, test } from "vitest";
import { readUsagePeriod, usageDays } from "./usage_period";

test("the weeks begin on Monday, and last week is whole", () => {
  expect(usageDays("this-week", "2026-11-29")).toEqual({ from: "2026-11-23" });
  expect(usageDays("last-week", "2026-11-23")).toEqual({ from: "2026-11-16", to: "2026-11-22" });
});

test("the months are whole, also around a new year", () => {
  expect(usageDays("this-month", "2026-01-01")).toEqual({ from: "2026-01-01" });
  expect(usageDays("last-month", "2026-01-31")).toEqual({ from: "2025-12-01", to: "2025-12-31" });
  expect(usageDays("last-month", "2026-03-31")).toEqual({ from: "2026-02-01", to: "2026-02-28" });
});

test("an unknown period is this week", () => {
  expect(readUsagePeriod({ period: "this-week" })).toEqual({});
  expect(readUsagePeriod({ period: "last-week" })).toEqual({ period: "last-week" });
});
