// Who calls again and again without being a customer.

import type { Call } from "../../api/generated/types.gen";

export type RepeatCaller = { number: string; calls: number };

/** So many calls make a suggestion. */
const FEWEST_CALLS = 2;
/** The most suggestions at once: each asks whether the number is blocked. */
const MOST = 3;

/** The numbers that called at least twice and are not customers, the most frequent first. */
export function repeatCallers(calls: Pick<Call, "caller" | "facts">[]): RepeatCaller[] {
  const counts = new Map<string, number>();
  for (const { caller, facts } of calls) {
    if (caller && facts?.non_customer) counts.set(caller, (counts.get(caller) ?? 0) + 1);
  }
  return [...counts]
    .map(([number, calls]) => ({ number, calls }))
    .filter((each) => each.calls >= FEWEST_CALLS)
    .sort((a, b) => b.calls - a.calls)
    .slice(0, MOST);
}
