// @vitest-environment jsdom
import { expect, test } from "vitest";
import type { Configuration } from "../api/generated/types.gen";
import { config as text } from "../text/en/config";
import { changesBetween } from "./changes";

const day = [{ opens: "08:00", closes: "17:00" }];
const before = {
  greeting: "Hello.",
  after_hours: "book_or_message",
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

/** Another value of each field; the compiler asks for a field that is missing here. */
const OTHER = {
  company: "Peak Air",
  agent_name: "Ada",
  greeting: "Good day.",
  after_hours_greeting: "We are closed.",
  personality: "Short",
  voice: "sage",
  model: "another-model",
  time_zone: "America/Denver",
  languages: [{ language: "english" }],
  disclosure: { ai: false, record_calls: true },
  after_hours: "forward",
  ask_to_accept_transfers: false,
  streaming: true,
  water_policy: "visit",
  hours: { weekly: {}, closures: [] },
  job_types: [],
  arrival_windows: { windows: [], cutoff_minutes: 1, horizon_days: 1 },
  service_area: { zips: ["802"], out_of_area_answer: "No." },
  locations: [{ name: "Shop", address: "1 Main Street" }],
  on_call: { people: [], ring_seconds: 20 },
  forwarding_number: "+12145550188",
  questions: [{ id: "zip" }],
  faq: [],
  never_say: ["prices"],
  non_customers: { sales: "message" },
  texts: { confirmations: true },
  blocked_callers: ["+12145550199"],
  mask_also: ["birth_dates"],
} satisfies Record<keyof Configuration, unknown>;

test.each(Object.keys(OTHER) as (keyof Configuration)[])("a change of %s shows", (field) => {
  expect(changes({ [field]: OTHER[field] }).length).toBeGreaterThan(0);
});

test("what is masked besides is a change in words", () => {
  expect(changes({ mask_also: ["birth_dates"] })).toEqual([{ name: "Masked too", after: "Dates of birth" }]);
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
