// @vitest-environment jsdom
import { expect, test } from "vitest";
import type { Configuration } from "../api/generated/types.gen";
import { config as text } from "../text/en/config";
import { changesBetween } from "./changes";

const day = [{ opens: "08:00", closes: "17:00" }];
const before = {
  greeting: "Hello.",
  voice: "nova",
  hours: { weekly: { mon: day, sat: day }, closures: [{ date: "2026-11-26", name: "Thanksgiving", hours: [] }] },
  service_area: { zips: ["752", "76001"], out_of_area_answer: "No." },
  job_types: [{ id: "repair", name: "Repair", duration_minutes: 90, fee_micro_usd: 89_000_000 }],
  on_call: { people: [{ name: "Luis", number: "+12145550171" }], ring_seconds: 25 },
  faq: [{ question: "Heat pumps?", answer: "Yes." }],
} as unknown as Configuration;

// Browsers and Node put different spaces before AM.
const changes = (after: Partial<Configuration>) =>
  changesBetween(before, { ...before, ...after }, text).map((change) =>
    Object.fromEntries(Object.entries(change).map(([key, words]) => [key, words.replaceAll("\u202f", " ")])),
  );

test("the same configuration has no changes, even if fields with a usual value are written out", () => {
  expect(changes({ water_policy: "emergency", texts: { confirmations: false } })).toEqual([]);
});

test("hours change by the day and the date", () => {
  const hours = {
    weekly: { mon: [...day, { opens: "20:00", closes: "02:00" }] },
    closures: [
      { date: "2026-11-26", name: "Thanksgiving", hours: [{ opens: "08:00", closes: "12:00" }] },
      { date: "2026-12-25", name: "Christmas Day" },
    ],
  };
  expect(changes({ hours })).toEqual([
    { name: "Monday", before: "8:00 AM – 5:00 PM", after: "8:00 AM – 5:00 PM, 8:00 PM – 2:00 AM" },
    { name: "Saturday", before: "8:00 AM – 5:00 PM", after: "Closed" },
    { name: "Thanksgiving, Thu, Nov 26, 2026", before: "Closed", after: "8:00 AM – 12:00 PM" },
    { name: "Christmas Day, Fri, Dec 25, 2026", before: "As usual", after: "Closed" },
  ]);
});

test("changes of lists are additions, removals and differences", () => {
  expect(
    changes({
      service_area: { zips: ["752", "750"], out_of_area_answer: "No." },
      job_types: [{ id: "repair", name: "Repair", duration_minutes: 90, fee_micro_usd: 99_000_000 }],
      faq: [],
      on_call: { people: [], ring_seconds: 30 },
    }),
  ).toEqual([
    { name: "Service", before: "Repair, 90 min, $89.00", after: "Repair, 90 min, $99.00" },
    { name: "ZIP codes", before: "76001", after: "750" },
    { name: "On call", before: "1. Luis (214) 555-0171" },
    { name: "Ring for", before: "25 s", after: "30 s" },
    { name: "Heat pumps?", before: "Yes." },
  ]);
});
