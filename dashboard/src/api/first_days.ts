// What a person ticked by hand in the list of the first days. The API has no place for it, so this browser keeps it.

import type { Tenant } from "./generated/types.gen";

const BY_HAND = ["forward", "texts"] as const;
export type Kept = { ticked: (typeof BY_HAND)[number][]; isHidden: boolean };

/** For how long Today leads to the list. */
const DAYS = 30;

export function leadsToFirstDays(company: Tenant, now = Date.now()): boolean {
  return now - Date.parse(company.created_at) < DAYS * 86_400_000 && !readKept(company.tenant_id).isHidden;
}

const keyOf = (company: string) => `checklist:${company}`;

export function readKept(company: string): Kept {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(company)) ?? "{}");
    const { ticked = [], isHidden = false } = kept as { ticked?: unknown[]; isHidden?: unknown };
    return { ticked: BY_HAND.filter((name) => ticked.includes(name)), isHidden: isHidden === true };
  } catch {
    return { ticked: [], isHidden: false };
  }
}

export function keep(company: string, kept: Kept): void {
  localStorage.setItem(keyOf(company), JSON.stringify(kept));
}
