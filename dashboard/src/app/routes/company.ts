import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { readKeysSearch } from "../../features/keys/search";
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

export const companyRoutes = [team, keys] as const;
