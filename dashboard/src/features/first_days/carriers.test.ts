import { expect, test } from "vitest";
import { codesOf, LINES } from "./carriers";

test("each line has a code for unanswered calls and one for all, with the number and a way back", () => {
  for (const line of LINES) {
    const codes = codesOf(line, "+12145550110");
    expect(codes[0]?.when, line).toMatch(/^unanswered/);
    expect(codes.at(-1)?.when, line).toBe("always");
    for (const { dial, stop } of codes) {
      expect(dial).toContain("2145550110");
      expect(stop).toMatch(/^(\*\d\d|##\d\d#)$/);
    }
  }
});

test("mobile carriers of the GSM family end the number with #", () => {
  expect(codesOf("tmobile", "+12145550110")[0]).toEqual({
    when: "unanswered",
    dial: "**61*12145550110#",
    stop: "##61#",
  });
});
