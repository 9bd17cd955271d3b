// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { isOver, type Kept, keep, readKept, stepsOf } from "./first_days";

const NONE: Kept = { ticked: [], leftOut: [], isHidden: false };
const ALL_SEEN = { calls: 1, people: 2, textsAreOn: true };
const UNSEEN = { calls: undefined, people: undefined, textsAreOn: undefined };
const left = (steps: ReturnType<typeof stepsOf>) =>
  steps.filter(({ isDone, isLeftOut }) => !isDone && !isLeftOut).map(({ name }) => name);

beforeEach(() => localStorage.clear());

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
  const kept: Kept = { ...NONE, leftOut: ["forward", "texts"] };
  expect(isOver(stepsOf(true, { ...ALL_SEEN, textsAreOn: false }, kept))).toBe(true);
});

test("without a number, there is nothing to call or to forward to", () => {
  expect(stepsOf(false, ALL_SEEN, NONE).map(({ name }) => name)).toEqual(["connect", "invite", "texts"]);
});

test("what is kept is read again, and what is no step is left out of it", () => {
  const kept: Kept = { ticked: ["forward"], leftOut: ["texts"], isHidden: true };
  keep("ten_a", kept);
  expect(readKept("ten_a")).toEqual(kept);
  expect(readKept("ten_b")).toEqual(NONE);
  localStorage.setItem("checklist:ten_a", '{"ticked":["swim","texts"],"leftOut":7}');
  expect(readKept("ten_a")).toEqual({ ...NONE, ticked: ["texts"] });
  localStorage.setItem("checklist:ten_a", "{");
  expect(readKept("ten_a")).toEqual(NONE);
});
