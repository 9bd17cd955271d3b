import { expect, test } from "vitest";
import { readPhone } from "./phone_number";

test("ten digits are a number of North America, however they are written", () => {
  for (const typed of ["(214) 555-0142", "214.555.0142", "1 214 555 0142", "+1 214 555 0142", " 2145550142 "]) {
    expect(readPhone(typed), typed).toBe("+12145550142");
  }
});

test("other countries need their code", () => {
  expect(readPhone("+52 55 5555 1234")).toBe("+525555551234");
  expect(readPhone("5255555512345")).toBeUndefined();
});

test("what is too short or no number is refused", () => {
  for (const typed of ["", "911", "555-0142", "+", "call Sam"]) expect(readPhone(typed), typed).toBeUndefined();
});
