import { expect, test } from "vitest";
import { fits, readCustomersSearch } from "./search";

const customer = {
  name: "José Núñez",
  street: "12 Oak Street",
  zip: "75201",
  number: "+12145550142",
  other_numbers: ["+12145550199"],
  visits: 1,
  blocked: false,
  do_not_call: false,
};

test.each(["jose", "NUNEZ", "oak st", "75201", "(214) 555-0142", "555-0199", "+1 214 555 0199"])(
  "finds a customer by %s",
  (q) => expect(fits(customer, q)).toBe(true),
);

test.each(["maria", "555-0143", "12 Oaks", "99"])("does not find a customer by %s", (q) =>
  expect(fits(customer, q)).toBe(false),
);

test("a number in the address is read as words", () => {
  expect(readCustomersSearch({ q: 5550142 })).toEqual({ q: "5550142" });
  expect(readCustomersSearch({ q: "" })).toEqual({});
});

test("an address says that a customer is looked for to be erased", () => {
  expect(readCustomersSearch({ ask: "erase", q: "jose" })).toEqual({ ask: "erase", q: "jose" });
  expect(readCustomersSearch({ ask: "block" })).toEqual({});
});
