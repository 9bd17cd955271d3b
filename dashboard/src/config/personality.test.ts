import { expect, test } from "vitest";
import { has, SENTENCES, toggled } from "./personality";

test("a manner adds its sentence, and takes out only that", () => {
  const own = "You are quick.";
  const both = toggled(toggled(own, "casual"), "professional");
  expect(both).toBe(`${own} ${SENTENCES.casual} ${SENTENCES.professional}`);
  expect(has(both, "casual")).toBe(true);
  expect(toggled(both, "casual")).toBe(`${own} ${SENTENCES.professional}`);
  expect(toggled(SENTENCES.casual, "casual")).toBe("");
});

test("all manners together leave room for the company's own words", () => {
  expect(Object.values(SENTENCES).join(" ").length).toBeLessThan(500);
});
