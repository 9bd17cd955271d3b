import { expect, test } from "vitest";
import type { Me } from "../api/generated/types.gen";
import { PERMISSIONS } from "../api/me";
import { groupsFor, landingOf } from "./navigation";

const person = (...permissions: Me["permissions"]): Me => ({ kind: "person", permissions });
const OPERATOR: Me = { kind: "operator", permissions: [] };
const paths = (me: Me, isEntered = false) =>
  groupsFor(me, isEntered).flatMap(({ places }) => places.map(({ to }) => to));

test("someone sees the screens that their permissions allow, and no empty group", () => {
  expect(paths(person("read_company"))).not.toContain("/calls");
  expect(paths(person("read_company", "read_calls"))).toContain("/calls");
  expect(groupsFor(person("read_company"), false).every(({ places }) => places.length > 0)).toBe(true);
});

test("an operator sees the platform, and a company's screens inside it", () => {
  expect(paths(OPERATOR)).toContain("/companies");
  expect(paths(OPERATOR)).not.toContain("/calls");
  expect(paths(OPERATOR, true)).toContain("/calls");
});

test("a dispatcher's work begins in the inbox, an owner's with today, and a viewer's with the schedule", () => {
  expect(landingOf(person("read_calls", "handle_messages"), false)).toBe("/inbox");
  expect(landingOf(person("read_calls", "handle_messages", "edit_configuration"), false)).toBe("/today");
  expect(landingOf(person("read_company"), false)).toBe("/schedule");
  expect([landingOf(OPERATOR, false), landingOf(OPERATOR, true)]).toEqual(["/companies", "/today"]);
});

test("at most five tabs fit, and no letter leads to two screens", () => {
  for (const [me, isEntered] of [[OPERATOR, true] as const, [OPERATOR, false] as const]) {
    const places = groupsFor(me, isEntered).flatMap((group) => group.places);
    expect(places.filter(({ isTab }) => isTab).length).toBeLessThanOrEqual(5);
    const letters = places.flatMap(({ letter }) => letter ?? []);
    expect(new Set(letters).size).toBe(letters.length);
  }
});

test("no two screens have the same letter", () => {
  for (const [me, isEntered] of [
    [person(...PERMISSIONS), false],
    [OPERATOR, false],
    [OPERATOR, true],
  ] as const) {
    const letters = groupsFor(me, isEntered).flatMap(({ places }) => places.flatMap(({ letter }) => letter ?? []));
    expect(letters).toEqual([...new Set(letters)]);
  }
});
