// Who is signed in, in which company, and what they may do there. Screens ask for a permission, never for a role.

import { useSuspenseQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import { getTenantOptions, whoAmIOptions } from "./generated/@tanstack/react-query.gen";
import type { Me } from "./generated/types.gen";

export const PERMISSIONS = [
  "answer_privacy_requests",
  "change_dialed_numbers",
  "edit_configuration",
  "export_company",
  "handle_messages",
  "manage_appointments",
  "manage_calendar_feeds",
  "manage_company",
  "manage_connection",
  "manage_customers",
  "manage_keys",
  "manage_notifications",
  "manage_people",
  "manage_webhooks",
  "publish_untested",
  "read_audit",
  "read_calls",
  "read_company",
  "read_customers",
  "read_people",
  "read_recordings",
  "test_agent",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** The company whose screens are shown: one's own is `me`; an operator enters one by its id. */
export type Company = { tenant: string; isEntered: boolean };

const CompanyContext = createContext<Company>({ tenant: "me", isEntered: false });

export function CompanyProvider({ company, children }: { company: Company; children: ReactNode }) {
  return <CompanyContext value={company}>{children}</CompanyContext>;
}

/** The company in the paths of the API. */
export function useTenant(): string {
  return useContext(CompanyContext).tenant;
}

export function useCompany(): Company {
  return useContext(CompanyContext);
}

/** The signed-in person. The frame loads it before any screen. */
export function useMe(): Me {
  return useSuspenseQuery({ ...whoAmIOptions(), staleTime: 60_000 }).data;
}

/** Whether the person may do something in the company that is shown. */
export function useMay(): (permission: Permission) => boolean {
  const me = useMe();
  return (permission) => may(me, permission);
}

export function may(me: Me, permission: Permission): boolean {
  return me.kind === "operator" || me.permissions.includes(permission);
}

/** The query of the company itself. */
export function companyOptions(tenant: string) {
  return getTenantOptions({ path: { tenant } });
}
