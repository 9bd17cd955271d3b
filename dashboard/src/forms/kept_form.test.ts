import { expect, it } from "vitest";
import { onTopOf } from "./kept_form";

const began = { cities: "Denver", zips: "802", isSame: true };

it("shows what is saved when nothing is kept", () => {
  expect(onTopOf(undefined, began)).toEqual({ began, values: began, behind: [] });
});

it("keeps the typed field, and takes what someone saved in another one", () => {
  const saved = { ...began, zips: "803" };
  const shown = onTopOf({ began, values: { ...began, cities: "Boulder" } }, saved);
  expect(shown).toEqual({ began: saved, values: { cities: "Boulder", zips: "803", isSame: true }, behind: [] });
});

it("is behind when someone saved another value in the typed field, until the person chooses", () => {
  const shown = onTopOf({ began, values: { ...began, cities: "Boulder" } }, { ...began, cities: "Golden" });
  expect(shown).toEqual({ began, values: { ...began, cities: "Boulder" }, behind: ["cities"] });
  const unticked = onTopOf({ began: { ...began, isSame: true }, values: { ...began, isSame: false } }, began);
  expect(unticked.behind).toEqual([]);
});

it("is not behind when someone saved what the person typed too", () => {
  const both = { ...began, cities: "Golden" };
  expect(onTopOf({ began, values: both }, both).behind).toEqual([]);
});
