import { expect, test } from "vitest";
import openapi from "../../../docs/openapi.json?raw";
import { may, PERMISSIONS } from "./me";

test("the permissions are those of the API's operations", () => {
  const { paths } = JSON.parse(openapi) as { paths: Record<string, object> };
  const operations = Object.values(paths).flatMap((path) => Object.values(path) as { "x-permission"?: string }[]);
  const named = new Set(operations.map((operation) => operation["x-permission"]));
  // Not a permission in a company: who someone is. And two that no operation has as its own.
  const others = ["anyone", "newcomer", "operator", "operator_or_newcomer", "person", undefined];
  const expected = new Set<string | undefined>(
    [...named, "change_dialed_numbers", "publish_untested"].filter((name) => !others.includes(name)),
  );
  expect(new Set<string | undefined>(PERMISSIONS)).toEqual(expected);
});

test("an operator may do everything, a person what is listed", () => {
  expect(may({ kind: "operator", permissions: [] }, "manage_people")).toBe(true);
  expect(may({ kind: "person", permissions: ["read_calls"] }, "read_calls")).toBe(true);
  expect(may({ kind: "person", permissions: ["read_calls"] }, "manage_people")).toBe(false);
});
