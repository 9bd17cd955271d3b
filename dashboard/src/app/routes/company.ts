import { createRoute } from "@tanstack/react-router";
import { readAuditFilters } from "../../features/audit/filters";
import { readKeysSearch } from "../../features/keys/search";
import { readNotificationsSearch } from "../../features/notifications/search";
import { readTeamSearch } from "../../features/team/search";
import { readWebhooksSearch } from "../../features/webhooks/search";
import { lazyScreen } from "./lazy_screen";
import { signedIn } from "./signed_in";

const team = createRoute({
  getParentRoute: () => signedIn,
  path: "/team",
  validateSearch: readTeamSearch,
  component: lazyScreen(() => import("../../features/team/team"), "Team"),
});

const keys = createRoute({
  getParentRoute: () => signedIn,
  path: "/keys",
  validateSearch: readKeysSearch,
  component: lazyScreen(() => import("../../features/keys/keys"), "Keys"),
});

const notifications = createRoute({
  getParentRoute: () => signedIn,
  path: "/notifications",
  validateSearch: readNotificationsSearch,
  component: lazyScreen(() => import("../../features/notifications/notifications"), "Notifications"),
});

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings",
  component: lazyScreen(() => import("../../features/settings/settings"), "Settings"),
});

const webhooks = createRoute({
  getParentRoute: () => signedIn,
  path: "/webhooks",
  validateSearch: readWebhooksSearch,
  component: lazyScreen(() => import("../../features/webhooks/webhooks"), "Webhooks"),
});

const webhook = createRoute({
  getParentRoute: () => signedIn,
  path: "/webhooks/$webhook",
  component: lazyScreen(() => import("../../features/webhooks/webhook"), "WebhookScreen"),
});

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: "/audit",
  validateSearch: readAuditFilters,
  component: lazyScreen(() => import("../../features/audit/audit"), "Audit"),
});

export const companyRoutes = [team, keys, notifications, settings, webhooks, webhook, audit] as const;
