import { expect, test } from "vitest";
import { readCustomersSearch } from "./search";

test("a number in the address is read as words", () => {
  expect(readCustomersSearch({ q: 5550142 })).toEqual({ q: "5550142" });
  expect(readCustomersSearch({ q: "" })).toEqual({});
});

test("an address says that a customer is looked for to be erased", () => {
  expect(readCustomersSearch({ ask: "erase", q: "jose" })).toEqual({ ask: "erase", q: "jose" });
  expect(readCustomersSearch({ ask: "block" })).toEqual({});
});
