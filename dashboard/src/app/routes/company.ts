import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { readAuditFilters } from "../../features/audit/filters";
import { readKeysSearch } from "../../features/keys/search";
import { readNotificationsSearch } from "../../features/notifications/search";
import { readTeamSearch } from "../../features/team/search";
import { readWebhooksSearch } from "../../features/webhooks/search";
import { signedIn } from "./signed_in";

const team = createRoute({
  getParentRoute: () => signedIn,
  path: "/team",
  validateSearch: readTeamSearch,
  component: lazyRouteComponent(() => import("../../features/team/team"), "Team"),
});

const keys = createRoute({
  getParentRoute: () => signedIn,
  path: "/keys",
  validateSearch: readKeysSearch,
  component: lazyRouteComponent(() => import("../../features/keys/keys"), "Keys"),
});

const notifications = createRoute({
  getParentRoute: () => signedIn,
  path: "/notifications",
  validateSearch: readNotificationsSearch,
  component: lazyRouteComponent(() => import("../../features/notifications/notifications"), "Notifications"),
});

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings",
  component: lazyRouteComponent(() => import("../../features/settings/settings"), "Settings"),
});

const webhooks = createRoute({
  getParentRoute: () => signedIn,
  path: "/webhooks",
  validateSearch: readWebhooksSearch,
  component: lazyRouteComponent(() => import("../../features/webhooks/webhooks"), "Webhooks"),
});

const webhook = createRoute({
  getParentRoute: () => signedIn,
  path: "/webhooks/$webhook",
  component: lazyRouteComponent(() => import("../../features/webhooks/webhook"), "WebhookScreen"),
});

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: "/audit",
  validateSearch: readAuditFilters,
  component: lazyRouteComponent(() => import("../../features/audit/audit"), "Audit"),
});

export const companyRoutes = [team, keys, notifications, settings, webhooks, webhook, audit] as const;
