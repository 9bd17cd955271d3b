import { expect, test } from "vitest";
import { readAuditFilters } from "./filters";
import { fits } from "./fits";

const entry = (action: string, actor = "usr_1") => ({ action, actor });

test("without a filter, changes are shown and reads are not", () => {
  expect(fits(entry("person.role"), {})).toBe(true);
  expect(fits(entry("call.read"), {})).toBe(false);
  expect(fits(entry("call.read"), { show: "reads" })).toBe(true);
  expect(fits(entry("person.role"), { show: "reads" })).toBe(false);
});

test("an area takes what belongs to it, the company what belongs to no other", () => {
  expect(fits(entry("webhook.created"), { area: "programs" })).toBe(true);
  expect(fits(entry("webhook.created"), { area: "team" })).toBe(false);
  expect(fits(entry("spend.warning"), { area: "company" })).toBe(true);
});

test("an actor is one person, all keys, or all operators", () => {
  expect(fits(entry("person.role", "usr_2"), { by: "usr_1" })).toBe(false);
  expect(fits(entry("appointment.booked", "key_9"), { by: "key" })).toBe(true);
  expect(fits(entry("tenant.budget", "operator:olu"), { by: "operator" })).toBe(true);
});

test("what is no filter is left out of the address", () => {
  expect(readAuditFilters({ show: "changes", area: "moon", by: 7 })).toEqual({});
});
