import { expect, test } from "vitest";
import { audit } from "../../text/en/audit";
import { readAuditFilters } from "./filters";
import { ACTIONS, queryOf } from "./query";

test("without a filter, changes are asked for and reads are not", () => {
  expect(queryOf({})).toEqual({ reads: false });
  expect(queryOf({ show: "reads" })).toEqual({ reads: true });
  expect(queryOf({ show: "all", area: "programs", by: "key" })).toEqual({ actions: "api_key,webhook", actor: "key" });
});

test("every action belongs to one area", () => {
  const firsts = new Set(Object.keys(audit.actions).map((action) => action.split(".")[0]));
  for (const first of firsts) {
    const areas = Object.values(ACTIONS).filter((ofArea) => first && ofArea.includes(first));
    expect(areas.length, first).toBe(1);
  }
});

test("what is no filter is left out of the address", () => {
  expect(readAuditFilters({ show: "changes", area: "moon", by: 7 })).toEqual({});
});
