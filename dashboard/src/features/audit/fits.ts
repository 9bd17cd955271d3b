// Which entries of the log fit the filters.

import type { AuditEntry } from "../../api/generated/types.gen";
import type { Area, AuditFilters } from "./filters";

const AREA_OF: Record<string, Area> = {
  person: "team",
  people: "team",
  configuration: "agent",
  dialed_numbers: "agent",
  test_call: "agent",
  number: "telephone",
  credentials: "telephone",
  call: "work",
  calls: "work",
  recording: "work",
  message: "work",
  messages: "work",
  emergency: "work",
  emergencies: "work",
  appointment: "work",
  appointments: "work",
  calendar: "work",
  customer: "customers",
  customers: "customers",
  api_key: "programs",
  webhook: "programs",
};

/** The part of the work that an action belongs to: the company as a whole if it names no other. */
export function areaOf(action: string): Area {
  return AREA_OF[action.split(".")[0] ?? ""] ?? "company";
}

export function isRead(action: string): boolean {
  return action.endsWith(".read") || action.endsWith(".exported");
}

export function fits({ action, actor }: Pick<AuditEntry, "action" | "actor">, filters: AuditFilters): boolean {
  const { show = "changes", area, by } = filters;
  if (show !== "all" && isRead(action) !== (show === "reads")) return false;
  if (area && areaOf(action) !== area) return false;
  return !by || actor === by || actor.startsWith(`${by}:`) || (by === "key" && actor.startsWith("key_"));
}
