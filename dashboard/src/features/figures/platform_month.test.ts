import { expect, test } from "vitest";
import { lastMonths, MONTHS, monthDays, readPlatformSearch } from "./platform_month";

test("a month that is over is whole, also in a leap year and at the end of a year", () => {
  expect(monthDays("2028-02", "2028-03-01")).toEqual({ from: "2028-02-01", to: "2028-02-29" });
  expect(monthDays("2025-12", "2026-01-31")).toEqual({ from: "2025-12-01", to: "2025-12-31" });
});

test("the present month has no end, and no month is the API's last seven days", () => {
  expect(monthDays("2026-11", "2026-11-29")).toEqual({ from: "2026-11-01" });
  expect(monthDays(undefined, "2026-11-29")).toEqual({});
});

test("the months go back over a year, each once", () => {
  const months = lastMonths("2026-03-31");
  expect(months).toHaveLength(MONTHS);
  expect(months.slice(0, 4)).toEqual(["2026-03", "2026-02", "2026-01", "2025-12"]);
  expect(months.at(-1)).toBe("2025-03");
});

test("an address with another month is the last seven days", () => {
  expect(readPlatformSearch({ month: "2026-10" })).toEqual({ month: "2026-10" });
  expect(readPlatformSearch({ month: "2026-13" })).toEqual({});
  expect(readPlatformSearch({ month: 202610 })).toEqual({});
});
