import { expect, test } from "vitest";
import type { ScenarioOfRun, ScenarioRunSummary } from "../../api/generated/types.gen";
import { checksOf, wasReplaced } from "./tested_publish";

const run = (more: Partial<ScenarioRunSummary>) =>
  ({ purpose: "check", version: 4, revision: 1, state: "passed", ...more }) as ScenarioRunSummary;
const scenario = (...findings: [string, string][]) =>
  ({ key: "x", title: "", result: { findings: findings.map(([code, found]) => ({ code, found })) } }) as ScenarioOfRun;

test("the checks of exactly the draft count", () => {
  const draft = { number: 4, revision: 1 };
  const running = run({ state: "running" });
  expect(checksOf([run({ purpose: "replay" }), running, run({})], draft)).toEqual({ hasPassed: true, running });
  const others = [run({ revision: 0 }), run({ version: 3 }), run({ state: "failed" }), running];
  expect(checksOf(others, draft)).toEqual({ hasPassed: false, running: undefined });
});

test("a draft was replaced when no call failed by itself", () => {
  expect(wasReplaced({ scenarios: [scenario(), scenario(["not_run", "replaced"])] })).toBe(true);
  expect(wasReplaced({ scenarios: [scenario(["not_run", "replaced"]), scenario(["rang", ""])] })).toBe(false);
  expect(wasReplaced({ scenarios: [scenario()] })).toBe(false);
});
