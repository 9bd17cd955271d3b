// The screens that the frame leads to. A screen adds its entry here, with the permission that it needs; what someone may not
// see is not in their way.

import type { LinkProps } from "@tanstack/react-router";
import type { Me } from "../api/generated/types.gen";
import { may, type Permission } from "../api/me";
import type { Text } from "../text/text";
import type { IconName } from "../ui/icon";

export type Place = {
  to: NonNullable<LinkProps["to"]>;
  icon: IconName;
  title: (text: Text) => string;
  /** Without one, everybody in the company sees it. */
  needs?: Permission;
  /** It has a place in the tabs of a telephone, where five fit. The others are behind "More". */
  isTab?: true;
  /** The letter that leads there after `g`. */
  letter?: string;
};

export type Group = { name: "work" | "agent" | "figures" | "company" | "platform"; places: Place[] };

const PLATFORM: Group[] = [
  {
    name: "platform",
    places: [
      { to: "/companies", icon: "companies", title: (text) => text.companies.title, isTab: true, letter: "c" },
      { to: "/platform", icon: "health", title: (text) => text.companies.platform, isTab: true, letter: "p" },
      { to: "/platform/audit", icon: "audit", title: (text) => text.companies.audit, isTab: true, letter: "a" },
    ],
  },
];

/** What an operator decides about the company that they entered. */
const ENTERED: Group = {
  name: "platform",
  places: [{ to: "/account", icon: "companies", title: (text) => text.companies.account, letter: "x" }],
};

const COMPANY: Group[] = [
  {
    name: "work",
    places: [
      { to: "/today", icon: "today", title: (text) => text.today.title, needs: "read_calls", isTab: true, letter: "t" },
      { to: "/calls", icon: "calls", title: (text) => text.calls.title, needs: "read_calls", isTab: true, letter: "c" },
      { to: "/inbox", icon: "inbox", title: (text) => text.inbox.title, needs: "read_calls", isTab: true, letter: "i" },
      { to: "/schedule", icon: "schedule", title: (text) => text.nav.schedule, isTab: true, letter: "v" },
      { to: "/customers", icon: "team", title: (text) => text.nav.customers, needs: "read_customers", letter: "r" },
    ],
  },
  {
    name: "agent",
    places: [
      {
        to: "/agent",
        icon: "agent",
        title: (text) => text.nav.groups.agent,
        needs: "read_company",
        isTab: true,
        letter: "a",
      },
    ],
  },
  {
    name: "figures",
    places: [
      {
        to: "/analytics",
        icon: "analytics",
        title: (text) => text.nav.titles.analytics,
        needs: "read_calls",
        letter: "l",
      },
      { to: "/usage", icon: "usage", title: (text) => text.nav.titles.usage, needs: "read_calls", letter: "u" },
    ],
  },
  {
    name: "company",
    places: [
      { to: "/numbers", icon: "number", title: (text) => text.nav.numbers, needs: "manage_connection", letter: "n" },
      { to: "/team", icon: "team", title: (text) => text.nav.titles.team, needs: "read_people", letter: "m" },
      { to: "/keys", icon: "key", title: (text) => text.nav.titles.keys, needs: "manage_keys", letter: "k" },
      {
        to: "/webhooks",
        icon: "webhooks",
        title: (text) => text.nav.titles.webhooks,
        needs: "manage_webhooks",
        letter: "w",
      },
      { to: "/notifications", icon: "bell", title: (text) => text.nav.titles.notifications, letter: "o" },
      { to: "/audit", icon: "audit", title: (text) => text.nav.titles.audit, needs: "read_audit", letter: "d" },
      {
        to: "/settings",
        icon: "settings",
        title: (text) => text.nav.titles.settings,
        needs: "manage_company",
        letter: "s",
      },
    ],
  },
];

/** The screens for a person, in groups. An operator sees those of a company after entering it. */
export function groupsFor(me: Me, isEntered: boolean): Group[] {
  const groups = me.kind !== "operator" ? COMPANY : isEntered ? [...COMPANY, ENTERED] : PLATFORM;
  return groups
    .map(({ name, places }) => ({ name, places: places.filter(({ needs }) => !needs || may(me, needs)) }))
    .filter(({ places }) => places.length > 0);
}

/** Where someone's work begins: with what waits, for who handles messages and does not set up the agent; with a screen that they may see. */
export function landingOf(me: Me, isEntered: boolean): "/companies" | "/inbox" | "/schedule" | "/today" {
  if (me.kind === "operator") return isEntered ? "/today" : "/companies";
  if (!may(me, "read_calls")) return "/schedule";
  return may(me, "handle_messages") && !may(me, "edit_configuration") ? "/inbox" : "/today";
}
