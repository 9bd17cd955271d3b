// The steps of the first days after the launch: which are done, and which the company leaves out. What the system cannot see, such as a
// line that is forwarded, is ticked by hand, and kept with the company.

import { useQuery } from "@tanstack/react-query";
import { getVersionOptions, listCallsOptions, listPeopleOptions } from "./generated/@tanstack/react-query.gen";
import type { FirstDays, FirstDaysStep, Tenant } from "./generated/types.gen";
import { useTenant } from "./me";

const STEPS: FirstDaysStep[] = ["connect", "call", "forward", "invite", "texts"];
/** What the system sees; `undefined` while it is not known. */
type Seen = { calls: number | undefined; people: number | undefined; textsAreOn: boolean | undefined };
export type StepState = { name: FirstDaysStep; isSeen: boolean; isDone: boolean; isLeftOut: boolean };

/** For how long Today leads to the list. */
const DAYS = 30;

/** The steps that concern a company, in order. Without a number there is nothing to call and to forward to. */
export function stepsOf(
  hasNumber: boolean,
  { calls = 0, people = 0, textsAreOn = false }: Seen,
  { ticked, left_out }: Pick<FirstDays, "ticked" | "left_out">,
): StepState[] {
  const seen: Record<FirstDaysStep, boolean> = {
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
    isDone: seen[name] || ticked.includes(name),
    isLeftOut: left_out.includes(name),
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
  const kept = company.first_days;
  const isNew = now - Date.parse(company.created_at) < DAYS * 86_400_000;
  const mayLead = isAllowed && isNew && !kept.hidden;
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
