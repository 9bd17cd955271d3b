import { expect, test } from "vitest";
import { EMPTY, fieldOf, scenarioOf } from "./scenario_values";

test("a turn for each line, and nothing expected of what does not matter", () => {
  expect(
    scenarioOf({ ...EMPTY, title: " Asks the price ", turns: "Hello\n\n  What does it cost?  \n[hang up]" }),
  ).toEqual({
    title: "Asks the price",
    turns: ["Hello", "What does it cost?", "[hang up]"],
    expected: { outcomes: [], emergencies: [], says: [], never_says: [] },
  });
});

test("everything that is chosen is expected", () => {
  const chosen = {
    outcome: "emergency",
    hazard: "gas_leak",
    jobType: "repair",
    rings: "no",
    language: "spanish",
  } as const;
  const body = scenarioOf({
    ...EMPTY,
    ...chosen,
    says: "911|leave",
    neverSays: "free\nno charge",
    day: "sat",
    time: "02:15",
  });
  expect(body.at).toEqual({ day: "sat", time: "02:15" });
  expect(body.expected).toEqual({
    outcomes: ["emergency"],
    emergencies: ["gas_leak"],
    job_type: "repair",
    rings: false,
    language: "spanish",
    says: ["911|leave"],
    never_says: ["free", "no charge"],
  });
});

test("what the API refuses belongs to a field", () => {
  expect(["/turns/3", "/at/time", "/expected/never_says/0", "/expected/says", "/title", "/other"].map(fieldOf)).toEqual(
    ["turns", "time", "neverSays", "says", "title", undefined],
  );
});
