// What of the log is shown, as it stands in the address.

export const SHOWS = ["changes", "reads", "all"] as const;
export const AREAS = ["team", "agent", "telephone", "work", "customers", "programs", "company"] as const;
export type Area = (typeof AREAS)[number];

/** `show` is missing for changes, which is what most people look for. */
export type AuditFilters = { show?: "reads" | "all"; area?: Area; by?: string };

export function readAuditFilters({ show, area, by }: Record<string, unknown>): AuditFilters {
  const filters: AuditFilters = {};
  if (show === "reads" || show === "all") filters.show = show;
  const known = AREAS.find((each) => each === area);
  if (known) filters.area = known;
  if (typeof by === "string" && by !== "") filters.by = by;
  return filters;
}
