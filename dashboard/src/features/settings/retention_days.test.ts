import { expect, test } from "vitest";
import { choicesOf, isShorter } from "./retention_days";

const now = { calls: 365, customers: null, recordings: 90 };

test("a limit where there was none is shorter, and so are fewer days", () => {
  expect(isShorter(now, { ...now, customers: 3650 })).toBe(true);
  expect(isShorter(now, { ...now, recordings: 30 })).toBe(true);
  expect(isShorter(now, { ...now, calls: null, recordings: 365 })).toBe(false);
  expect(isShorter(now, now)).toBe(false);
});

test("what a program set is among the choices, and recordings are not kept for good", () => {
  expect(choicesOf("calls", 400)).toContain(400);
  expect(choicesOf("calls", 365).at(-1)).toBe(null);
  expect(choicesOf("recordings", 90)).toEqual([30, 90, 180, 365]);
});
