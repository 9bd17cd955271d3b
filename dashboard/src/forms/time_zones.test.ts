// @vitest-environment jsdom
import { expect, test } from "vitest";
import { zoneName, zonesWith } from "./time_zones";

test("a zone that the usual ones lack is the first of them", () => {
  const { usual, others } = zonesWith("America/Indiana/Knox");
  expect(usual[0]).toBe("America/Indiana/Knox");
  expect(others).not.toContain("America/Indiana/Knox");
  expect(others).toContain("Europe/Madrid");
});

test("a usual zone is in the list once", () => {
  const { usual, others } = zonesWith("America/Denver");
  expect([...usual, ...others].filter((zone) => zone === "America/Denver")).toHaveLength(1);
});

test("zones have names that people know, and an unknown one keeps its own", () => {
  expect(zoneName("America/Chicago")).toBe("Central Time (Chicago)");
  expect(zoneName("Mars/Olympus")).toBe("Mars/Olympus");
});
