import { expect, test } from "vitest";
import type { Tenant } from "../../api/generated/types.gen";
import { nextStep } from "./steps";

const company = (more: Partial<Tenant>) =>
  ({ published_version: 1, latest_version: 1, numbers: [], test_mode: false, ...more }) as Tenant;

test("without a company, the first step is next, whatever is remembered", () => {
  expect(nextStep(undefined, "launch")).toBe("company");
});

test("with a company, the remembered step is next, else the second", () => {
  expect(nextStep(company({}), "launch")).toBe("launch");
  expect(nextStep(company({}), "company")).toBe("telephone");
  expect(nextStep(company({}), null)).toBe("telephone");
  expect(nextStep(company({}), "no-step")).toBe("telephone");
});
