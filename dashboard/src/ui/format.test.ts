// @vitest-environment jsdom
import { expect, test } from "vitest";
import { count, duration, moment, money, phone, seconds, visitTime } from "./format";

// Some versions of the language's data have a narrow space before AM.
const plain = (words: string) => words.replaceAll(/\s/g, " ");

test("money has cents, and small amounts their parts", () => {
  expect([0, 1_250_000, 52_100, 4_200].map(money)).toEqual(["$0.00", "$1.25", "$0.05", "$0.0042"]);
});

test("times below a tenth of a second look the same", () => {
  expect([0, 99, 100, 1_240].map(seconds)).toEqual(["< 0.1 s", "< 0.1 s", "0.1 s", "1.2 s"]);
});

test("numbers in Spanish are written as in the United States, like the money beside them", () => {
  document.documentElement.lang = "es";
  try {
    expect([count(11_295), seconds(1_240), money(1_250_000)]).toEqual(["11,295", "1.2 s", "$1.25"]);
  } finally {
    document.documentElement.lang = "en";
  }
});

test("a length has hours only if it needs them", () => {
  expect([0, 187, 3_729].map(duration)).toEqual(["0:00", "3:07", "1:02:09"]);
});

test("numbers of North America are grouped, others stay", () => {
  expect(phone("+12145550142")).toBe("(214) 555-0142");
  expect(phone("+525555551234")).toBe("+525555551234");
});

test("a moment of today is its time, an earlier one has its day", () => {
  const now = new Date("2026-11-24T20:00:00Z");
  expect(plain(moment("2026-11-24T15:05:00Z", "America/Chicago", now))).toBe("9:05 AM");
  expect(plain(moment("2026-11-23T15:05:00Z", "America/Chicago", now))).toBe("Nov 23, 9:05 AM");
});

test("a visit has its day and its window", () => {
  const slot = { id: "2026-11-25_morning", starts: "08:00", ends: "12:00" };
  expect(plain(visitTime(slot))).toBe("Wed, Nov 25, 8:00 AM – 12:00 PM");
});
