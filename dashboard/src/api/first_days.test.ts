import { expect, test } from "vitest";
import { isOver, stepsOf } from "./first_days";
import type { FirstDays } from "./generated/types.gen";

const NONE: FirstDays = { ticked: [], left_out: [], hidden: false };
const ALL_SEEN = { calls: 1, people: 2, textsAreOn: true };
const UNSEEN = { calls: undefined, people: undefined, textsAreOn: undefined };
const left = (steps: ReturnType<typeof stepsOf>) =>
  steps.filter(({ isDone, isLeftOut }) => !isDone && !isLeftOut).map(({ name }) => name);

test("what the system sees is done, and a forwarded line is ticked by hand", () => {
  expect(left(stepsOf(true, ALL_SEEN, NONE))).toEqual(["forward"]);
  expect(isOver(stepsOf(true, ALL_SEEN, NONE))).toBe(false);
  expect(isOver(stepsOf(true, ALL_SEEN, { ...NONE, ticked: ["forward"] }))).toBe(true);
});

test("the founder alone is no team, and no step is done before it is known", () => {
  expect(left(stepsOf(true, { ...ALL_SEEN, people: 1 }, NONE))).toEqual(["forward", "invite"]);
  expect(left(stepsOf(true, UNSEEN, NONE))).toEqual(["call", "forward", "invite", "texts"]);
});

test("a step that is left out is not waited for", () => {
  const kept: FirstDays = { ...NONE, left_out: ["forward", "texts"] };
  expect(isOver(stepsOf(true, { ...ALL_SEEN, textsAreOn: false }, kept))).toBe(true);
});

test("without a number, there is nothing to call or to forward to", () => {
  expect(stepsOf(false, ALL_SEEN, NONE).map(({ name }) => name)).toEqual(["connect", "invite", "texts"]);
});
