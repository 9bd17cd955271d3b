import { expect, test } from "vitest";
import { dollarsTyped, isZipArea, readDollars, readList, readZips } from "./lists";

test("a list ends its words at commas and new lines, not at spaces", () => {
  expect(readList("Denver, Wheat Ridge;\nAurora,,")).toEqual(["Denver", "Wheat Ridge", "Aurora"]);
});

test("ZIP codes are separated by anything, and have three to five digits", () => {
  expect(readZips("802 80303,  804")).toEqual(["802", "80303", "804"]);
  expect(["802", "80303", "80", "803031", "80a"].map(isZipArea)).toEqual([true, true, false, false, false]);
});

test("dollars are read as people write them, and back", () => {
  expect(["$89", "89.50", "1,200", "", " $ 89.5 "].map(readDollars)).toEqual([
    89_000_000, 89_500_000, 1_200_000_000, 0, 89_500_000,
  ]);
  expect(["free", "-5", "8.999", "1,2"].map(readDollars)).toEqual([undefined, undefined, undefined, undefined]);
  expect([0, 89_000_000, 89_500_000].map(dollarsTyped)).toEqual(["", "89", "89.50"]);
});
