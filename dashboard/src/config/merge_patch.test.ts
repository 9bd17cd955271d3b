import { expect, test } from "vitest";
import { isSame, mergePatch, patched } from "./merge_patch";

const day = [{ opens: "08:00", closes: "17:00" }];
const before = {
  greeting: "Hello",
  hours: { weekly: { mon: day, sat: day }, closures: [] },
  after_hours_greeting: "Hi",
};

test("a patch has what changed, null for what is gone, and lists whole", () => {
  const after = { greeting: "Hello", hours: { weekly: { mon: [...day, ...day] }, closures: [] } };
  const patch = { hours: { weekly: { mon: [...day, ...day], sat: null } }, after_hours_greeting: null };
  expect(mergePatch(before, after)).toEqual(patch);
  expect(patched(before, patch)).toEqual(after);
});

test("the changes of two people are merged where they are in different fields", () => {
  const theirs = { ...before, hours: { ...before.hours, weekly: { mon: [], sat: day } } };
  const mine = mergePatch(before, { ...before, hours: { ...before.hours, weekly: { mon: day } } });
  expect(patched(theirs, mine)).toEqual({ ...before, hours: { closures: [], weekly: { mon: [] } } });
});

test("a field that is missing and one that is null are the same", () => {
  expect(isSame({ a: 1, b: null }, { a: 1 })).toBe(true);
  expect(isSame({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
  expect(isSame({ a: 1 }, [1])).toBe(false);
});
