import { expect, test } from "vitest";
import { fits } from "./fits";

test("each typed word begins a word of the title, with or without accents", () => {
  expect(fits("usa co", "Usage and cost")).toBe(true);
  expect(fits("telefono", "Números de teléfono")).toBe(true);
  expect(fits("", "Calls")).toBe(true);
  expect(fits("alls", "Calls")).toBe(false);
  expect(fits("calls x", "Calls")).toBe(false);
});
