import { expect, test } from "vitest";
import { newId } from "../../config/new_id";
import { numberOf } from "./phone_number";

test("a number is written as people do, and sent as the API wants it", () => {
  for (const typed of ["(214) 555-0142", "214.555.0142", "1 214 555 0142", "+12145550142"])
    expect(numberOf(typed)).toBe("+12145550142");
  expect(numberOf("555-0142 ")).toBe("555-0142");
  expect(numberOf("+52 55 1234 5678")).toBe("+525512345678");
});

test("an id is made of a name, and no two are the same", () => {
  expect(newId("Tune-up & check", [], 32)).toBe("tune-up-check");
  expect(newId("Instalación", ["instalacion"], 32)).toBe("instalacion-2");
  expect(newId("…", [], 32)).toBe("new");
  expect(newId("x".repeat(80), ["x".repeat(28)], 32)).toBe(`${"x".repeat(28)}-2`);
});
