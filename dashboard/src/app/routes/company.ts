import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { readKeysSearch } from "../../features/keys/search";
import { readNotificationsSearch } from "../../features/notifications/search";
import { readTeamSearch } from "../../features/team/search";
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

export const companyRoutes = [team, keys, notifications, settings] as const;
