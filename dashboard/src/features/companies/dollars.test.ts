import { expect, test } from "vitest";
import { dollarsOf, parseDollars } from "./dollars";

test("an amount is read as people type it, and an empty field is none", () => {
  expect(["20", "$12.50", "1,200.5", " 0 "].map(parseDollars)).toEqual([20_000_000, 12_500_000, 1_200_500_000, 0]);
  expect(parseDollars("  ")).toBeNull();
});

test("what is no amount is refused, not guessed", () => {
  expect(["-5", "twenty", "1.2.3", "12,50 €", "1e9"].map(parseDollars)).toEqual(Array(5).fill(undefined));
});

test("an amount in a field has cents only if it needs them", () => {
  expect([20_000_000, 12_500_000].map(dollarsOf)).toEqual(["20", "12.50"]);
});
