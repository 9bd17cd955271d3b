// The filters of the log as the API takes them.

import type { ListAuditData } from "../../api/generated/types.gen";
import type { Area, AuditFilters } from "./filters";

/** The first parts of the actions of each part of the work. */
export const ACTIONS: Record<Area, string[]> = {
  team: ["person", "people"],
  agent: ["configuration", "dialed_numbers", "test_call", "scenario", "scenarios", "model"],
  telephone: ["number", "credentials"],
  work: [
    "call",
    "calls",
    "recording",
    "message",
    "messages",
    "emergency",
    "emergencies",
    "appointment",
    "appointments",
    "calendar",
  ],
  customers: ["customer", "customers"],
  programs: ["api_key", "webhook"],
  company: ["tenant", "company", "retention", "spend", "audit", "days", "import"],
};

export function queryOf({ show, area, by }: AuditFilters): NonNullable<ListAuditData["query"]> {
  return {
    ...(show !== "all" && { reads: show === "reads" }),
    ...(area && { actions: ACTIONS[area].join(",") }),
    ...(by && { actor: by }),
  };
}
