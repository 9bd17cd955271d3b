import { expect, test } from "vitest";
import type { Configuration } from "../../api/generated/types.gen";
import { patched } from "../merge_patch";
import { patchOf, withChosen } from "./merge";

const source = { origin: "words", quote: "…" } as const;
const nine = [{ opens: "09:00", closes: "17:00" }];
const draft = {
  company: "Acme",
  hours: { weekly: { mon: nine, sat: nine }, closures: [{ date: "2026-12-25", name: "Christmas" }] },
  service_area: { zips: ["802"], cities: ["Denver"], out_of_area_answer: "Sorry." },
  job_types: [{ id: "tune-up", name: "Tune-up", duration_minutes: 45, fee_micro_usd: 0, member_discount_percent: 10 }],
} as unknown as Configuration;
const none = { areas: [], services: [] };

test("nothing chosen changes nothing", () => {
  expect(patchOf(draft, none)).toEqual({});
});

test("hours replace the week, and closed dates stay", () => {
  const hours = { ...source, value: { mon: [{ opens: "08:00", closes: "18:00" }] } };
  const patch = patchOf(draft, { ...none, hours });
  expect(patch).toEqual({ hours: { weekly: { mon: hours.value.mon, sat: null } } });
  expect(patched(draft, patch).hours).toEqual({ weekly: hours.value, closures: draft.hours.closures });
});

test("places are added once, and not where the first digits of a ZIP code are there", () => {
  const areas = [
    { ...source, zips: ["80211", "75201", "75201"], cities: ["denver", "Golden"] },
    { ...source, zips: ["75201", "75202"], cities: ["golden "] },
  ];
  expect(patchOf(draft, { ...none, areas })).toEqual({
    service_area: { zips: ["802", "75201", "75202"], cities: ["Denver", "Golden"] },
  });
  expect(patchOf(draft, { ...none, areas: [{ ...source, zips: ["802"], cities: ["DENVER"] }] })).toEqual({});
});

test("a service that exists takes the fee, and keeps what the text does not say", () => {
  const service = { ...source, name: "tune-up ", duration_minutes: 60, fee_micro_usd: 89_000_000 };
  expect(withChosen(draft, { ...none, services: [service] }).job_types).toEqual([
    { ...draft.job_types[0], fee_micro_usd: 89_000_000 },
  ]);
  const { fee_micro_usd: _, ...unpriced } = service;
  expect(patchOf(draft, { ...none, services: [unpriced] })).toEqual({});
});

test("new services get ids of their own", () => {
  const services = [
    { ...source, name: "Tune up", duration_minutes: 60, fee_micro_usd: 1, after_hours_fee_micro_usd: 2 },
    { ...source, name: "Duct cleaning", duration_minutes: 90 },
  ];
  expect(withChosen(draft, { ...none, services }).job_types.slice(1)).toEqual([
    { id: "tune-up-2", name: "Tune up", duration_minutes: 60, fee_micro_usd: 1, after_hours_fee_micro_usd: 2 },
    { id: "duct-cleaning", name: "Duct cleaning", duration_minutes: 90, fee_micro_usd: 0 },
  ]);
});

test("a name is used only where there is none", () => {
  expect(patchOf(draft, { ...none, name: "Peak" })).toEqual({});
  expect(patchOf({ ...draft, company: " " }, { ...none, name: "Peak" })).toEqual({ company: "Peak" });
});
