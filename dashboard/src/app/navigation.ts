// The screens that the frame leads to, each with the permission that it needs.

import type { Me } from "../api/generated/types.gen";
import { may, type Permission } from "../api/me";
import type { IconName } from "../ui/icon";

export type NavItem = { to: "/" | "/calls"; icon: IconName; name: "today" | "calls"; needs: Permission };

const ITEMS: NavItem[] = [
  { to: "/", icon: "today", name: "today", needs: "read_company" },
  { to: "/calls", icon: "calls", name: "calls", needs: "read_calls" },
];

/** The screens for a person. An operator sees those of a company after entering it. */
export function itemsFor(me: Me, isEntered: boolean): NavItem[] {
  if (me.kind === "operator" && !isEntered) return [];
  return ITEMS.filter((item) => may(me, item.needs));
}
