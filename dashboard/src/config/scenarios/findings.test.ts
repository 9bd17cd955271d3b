import { expect, test } from "vitest";
import type { ScenarioFinding } from "../../api/generated/types.gen";
import { calls } from "../../text/en/calls";
import { scenarios } from "../../text/en/scenarios";
import { calls as spanishCalls } from "../../text/es/calls";
import { scenarios as spanish } from "../../text/es/scenarios";
import { expectationsOf, expectedOf, type Names, sentenceOf, titleOf } from "./findings";

const jobType = (id: string) => (id === "repair" ? "Heating repair" : id);
const names = { text: calls, words: scenarios, jobType } as Names;
const inSpanish = { text: spanishCalls, words: spanish, jobType } as Names;
const said = (finding: ScenarioFinding) => sentenceOf(finding, names);

test("an outcome is named as the calls name it", () => {
  expect(said({ code: "outcome", expected: "booked", found: "message" })).toBe(
    "The call should come to “Booked”. It came to “Message”.",
  );
  expect(said({ code: "outcome", expected: "booked, changed", found: "spam" })).toContain("“Booked” or “Moved”");
});

test("when all but one outcome would do, that one is named", () => {
  const expected = "spam, emergency, booked, changed, cancelled, message, information, abandoned";
  expect(said({ code: "outcome", expected, found: "transferred" })).toBe(
    "The call came to “Transferred”. It should not.",
  );
});

test("dangers that were missed and dangers that were not there differ", () => {
  expect(said({ code: "emergencies", expected: "gas_leak", found: "" })).toBe(
    "The agent should react to gas leak. It reacted to nothing.",
  );
  expect(said({ code: "emergencies", expected: "", found: "water, fire" })).toContain("not there: water and fire");
});

test("words with alternatives are joined", () => {
  expect(said({ code: "not_said", expected: "$89|89 dollars" })).toBe("The agent never said “$89” or “89 dollars”.");
  expect(said({ code: "said", expected: "repair is free" })).toContain("It must not.");
});

test("a call that was not made says why", () => {
  expect(said({ code: "not_run", found: "budget_spent" })).toContain("budget");
  expect(said({ code: "not_run", found: "something new" })).toBe(scenarios.findings.not_run.unavailable);
});

test("every code has a sentence in both languages", () => {
  const codes: ScenarioFinding["code"][] = [
    ...(["outcome", "emergencies", "did_not_ring", "rang", "job_type", "language"] as const),
    ...(["not_said_first", "not_said", "said", "not_ended", "not_run"] as const),
  ];
  for (const code of codes) {
    const finding = { code, expected: "repair", found: "repair" };
    expect(sentenceOf(finding, names), code).not.toBe(scenarios.findings.unknown);
    expect(sentenceOf(finding, inSpanish), code).not.toBe(sentenceOf(finding, names));
  }
});

test("standard scenarios are translated, and a company's own keep their titles", () => {
  const gas = { key: "gas_leak", title: "A caller smells gas" };
  expect(titleOf(gas, scenarios)).toBe(gas.title);
  expect(titleOf(gas, spanish)).toBe("Alguien huele gas");
  expect(titleOf({ key: "scn_1", title: "Books a tune-up" }, spanish)).toBe("Books a tune-up");
});

test("what a call came to is what its scenario expects", () => {
  const call = { outcome: "booked", language: "english", job_types: ["repair"], emergencies: [] } as const;
  const expected = expectedOf({ ...call, job_types: ["repair"], emergencies: [] });
  expect(expectationsOf(expected, names)).toEqual([
    "Comes to “Booked”",
    "The visit is “Heating repair”",
    "Ends in English",
  ]);
  const left = expectedOf({ outcome: "abandoned", language: null, job_types: ["a", "b"], emergencies: [] });
  expect(expectationsOf(left, names)).toEqual([scenarios.expected.nothing]);
});
