// The screens that the frame leads to, each with the permission that it needs.

import type { Me } from "../api/generated/types.gen";
import { may, type Permission } from "../api/me";
import type { IconName } from "../ui/icon";

type Place = {
  to: "/" | "/calls" | "/inbox" | "/companies";
  icon: IconName;
  name: "today" | "calls" | "inbox" | "companies";
};
export type NavItem = Place & { needs?: Permission };

const OF_PLATFORM: NavItem[] = [{ to: "/companies", icon: "companies", name: "companies" }];

const OF_COMPANY: NavItem[] = [
  { to: "/", icon: "today", name: "today", needs: "read_company" },
  { to: "/calls", icon: "calls", name: "calls", needs: "read_calls" },
  { to: "/inbox", icon: "inbox", name: "inbox", needs: "read_calls" },
];

/** The screens for a person. An operator sees those of a company after entering it. */
export function itemsFor(me: Me, isEntered: boolean): NavItem[] {
  if (me.kind === "operator" && !isEntered) return OF_PLATFORM;
  return OF_COMPANY.filter(({ needs }) => !needs || may(me, needs));
}
