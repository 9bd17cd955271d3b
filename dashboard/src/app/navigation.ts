// The screens that the frame leads to, each with the permission that it needs.

import type { Me } from "../api/generated/types.gen";
import { may, type Permission } from "../api/me";
import type { IconName } from "../ui/icon";

type Place = {
  to: "/" | "/calls" | "/inbox" | "/companies";
  icon: IconName;
  name: "today" | "calls" | "inbox" | "companies";
};
/** `isTab`: it has a place in the tabs of a telephone; the others are behind "More" there. */
export type NavItem = Place & { needs?: Permission; isTab?: true };

const OF_PLATFORM: NavItem[] = [{ to: "/companies", icon: "companies", name: "companies", isTab: true }];

const OF_COMPANY: NavItem[] = [
  { to: "/", icon: "today", name: "today", needs: "read_company", isTab: true },
  { to: "/calls", icon: "calls", name: "calls", needs: "read_calls", isTab: true },
  { to: "/inbox", icon: "inbox", name: "inbox", needs: "read_calls", isTab: true },
];

/** The screens for a person. An operator sees those of a company after entering it. */
export function itemsFor(me: Me, isEntered: boolean): NavItem[] {
  if (me.kind === "operator" && !isEntered) return OF_PLATFORM;
  return OF_COMPANY.filter(({ needs }) => !needs || may(me, needs));
}
