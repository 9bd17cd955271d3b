// The steps of the first days after the launch: which are done, and which the company leaves out. What the system cannot see, such as a
// line that is forwarded, is ticked by hand. The API has no place for that, so this browser keeps it.

import { useQuery } from "@tanstack/react-query";
import { getVersionOptions, listCallsOptions, listPeopleOptions } from "./generated/@tanstack/react-query.gen";
import type { Tenant } from "./generated/types.gen";
import { useTenant } from "./me";

const STEPS = ["connect", "call", "forward", "invite", "texts"] as const;
export type FirstStep = (typeof STEPS)[number];
export type Kept = { ticked: FirstStep[]; leftOut: FirstStep[]; isHidden: boolean };
/** What the system sees; `undefined` while it is not known. */
type Seen = { calls: number | undefined; people: number | undefined; textsAreOn: boolean | undefined };
export type StepState = { name: FirstStep; isSeen: boolean; isDone: boolean; isLeftOut: boolean };

/** For how long Today leads to the list. */
const DAYS = 30;

/** The steps that concern a company, in order. Without a number there is nothing to call and to forward to. */
export function stepsOf(
  hasNumber: boolean,
  { calls = 0, people = 0, textsAreOn = false }: Seen,
  kept: Kept,
): StepState[] {
  const seen: Record<FirstStep, boolean> = {
    connect: hasNumber,
    call: calls > 0,
    forward: false,
    // The first person is who founded the company.
    invite: people > 1,
    texts: textsAreOn,
  };
  return STEPS.filter((name) => hasNumber || (name !== "call" && name !== "forward")).map((name) => ({
    name,
    isSeen: seen[name],
    isDone: seen[name] || kept.ticked.includes(name),
    isLeftOut: kept.leftOut.includes(name),
  }));
}

export const isOver = (steps: StepState[]) => steps.every(({ isDone, isLeftOut }) => isDone || isLeftOut);

/** What the system sees of the steps. */
export function useSeen(isAsked = true): Seen {
  const tenant = useTenant();
  const enabled = isAsked;
  const calls = useQuery({ ...listCallsOptions({ path: { tenant }, query: { limit: 1 } }), enabled });
  const people = useQuery({ ...listPeopleOptions({ path: { tenant }, query: { limit: 2 } }), enabled });
  const version = useQuery({ ...getVersionOptions({ path: { tenant, version: "published" } }), enabled });
  return {
    calls: calls.data?.items.length,
    people: people.data?.items.length,
    textsAreOn: version.data && version.data.configuration.texts?.confirmations === true,
  };
}

/** Whether Today leads to the list: in the first weeks, while a step is left. It asks the API only if nothing else decides. */
export function useLeadsToFirstDays(company: Tenant, isAllowed: boolean, now = Date.now()): boolean {
  const kept = readKept(company.tenant_id);
  const isNew = now - Date.parse(company.created_at) < DAYS * 86_400_000;
  const mayLead = isAllowed && isNew && !kept.isHidden;
  const hasNumber = company.numbers.length > 0;
  const unseen = { calls: undefined, people: undefined, textsAreOn: undefined };
  // A step that only a hand can tick, or a number that the company lacks: no request tells more.
  const isLeft = stepsOf(hasNumber, unseen, kept).some(
    ({ name, isDone, isLeftOut }) => (name === "forward" || name === "connect") && !isDone && !isLeftOut,
  );
  const seen = useSeen(mayLead && !isLeft);
  if (!mayLead || isLeft) return mayLead;
  const isKnown = Object.values(seen).every((value) => value !== undefined);
  return isKnown && !isOver(stepsOf(hasNumber, seen, kept));
}

const keyOf = (company: string) => `checklist:${company}`;
const NOTHING: Kept = { ticked: [], leftOut: [], isHidden: false };

export function readKept(company: string): Kept {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(company)) ?? "{}") as Record<keyof Kept, unknown>;
    const stepsIn = (names: unknown) => STEPS.filter((name) => Array.isArray(names) && names.includes(name));
    return { ticked: stepsIn(kept.ticked), leftOut: stepsIn(kept.leftOut), isHidden: kept.isHidden === true };
  } catch {
    return NOTHING;
  }
}

export function keep(company: string, kept: Kept): void {
  localStorage.setItem(keyOf(company), JSON.stringify(kept));
}
