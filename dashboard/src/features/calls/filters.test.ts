import { expect, test } from "vitest";
import { hasFilters, readCallFilters } from "./filters";

test("an address keeps what is a filter and loses the rest", () => {
  const search = { q: 75201, outcome: "booked", from: "2026-11-01", to: "soon", test: true, after_hours: "yes", x: 1 };
  expect(readCallFilters(search)).toEqual({ q: "75201", outcome: "booked", from: "2026-11-01", test: true });
  expect(readCallFilters({ outcome: "unknown" })).toEqual({});
});

test("a search alone is no filter", () => {
  expect(hasFilters({ q: "furnace" })).toBe(false);
  expect(hasFilters({ q: "furnace", test: true })).toBe(true);
});
