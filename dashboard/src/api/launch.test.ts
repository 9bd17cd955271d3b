import { expect, test } from "vitest";
import type { Tenant } from "./generated/types.gen";
import { isLaunched } from "./launch";

const company = (more: Partial<Tenant>) =>
  ({ published_version: 1, latest_version: 1, numbers: [], test_mode: false, ...more }) as Tenant;

test("a new company is not launched, nor is one that tries its number in test mode", () => {
  expect(isLaunched(company({}))).toBe(false);
  expect(isLaunched(company({ numbers: ["+12145550110"], test_mode: true }))).toBe(false);
});

test("a company is launched by publishing, or by a number that is answered", () => {
  expect(isLaunched(company({ published_version: 2 }))).toBe(true);
  expect(isLaunched(company({ numbers: ["+12145550110"] }))).toBe(true);
});
