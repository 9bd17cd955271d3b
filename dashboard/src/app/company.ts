import type { Company } from "../api/me";

/** The company whose screens an address shows: `/companies/ten_…/calls` is an operator's view of one. */
export function companyOf(path: string): Company {
  const entered = /^\/companies\/(ten_[A-Za-z0-9_]+)(?:\/|$)/.exec(path)?.[1];
  return entered ? { tenant: entered, isEntered: true } : { tenant: "me", isEntered: false };
}
