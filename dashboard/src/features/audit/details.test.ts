import { expect, test } from "vitest";
import { changesOf } from "./details";

test("only the fields that differ are listed", () => {
  expect(changesOf({ name: "Acme", reference: "7" }, { name: "Acme Air", reference: "7" })).toEqual([
    { field: "name", from: "Acme", to: "Acme Air" },
  ]);
});

test("something new has nothing before, and a removed field has nothing after", () => {
  expect(changesOf(null, { email: "lee@x.example" })).toEqual([
    { field: "email", from: undefined, to: "lee@x.example" },
  ]);
  expect(changesOf({ reference: "7" }, {})).toEqual([{ field: "reference", from: "7", to: null }]);
});

test("a single value has no name", () => {
  expect(changesOf("viewer", "dispatcher")).toEqual([{ field: "", from: "viewer", to: "dispatcher" }]);
});
