import { createRoute, redirect } from "@tanstack/react-router";
import { getAnalyticsOptions } from "../../api/generated/@tanstack/react-query.gen";
import { may } from "../../api/me";
import { landingOf } from "../navigation";
import { lazyScreen } from "./lazy_screen";
import { signedIn } from "./signed_in";

/** The address alone leads to the screen where someone's work begins. */
const landing = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: ({ context: { me, company } }) => {
    throw redirect({ to: landingOf(me, company.isEntered), replace: true });
  },
});

const today = createRoute({
  getParentRoute: () => signedIn,
  path: "/today",
  loader: ({ context: { queries, company, me } }) => {
    if (!may(me, "read_calls")) return;
    void queries.prefetchQuery(getAnalyticsOptions({ path: { tenant: company.tenant } }));
  },
  component: lazyScreen(() => import("../../features/today/today"), "Today"),
});

const more = createRoute({
  getParentRoute: () => signedIn,
  path: "/more",
  component: lazyScreen(() => import("../more"), "More"),
});

export const todayRoutes = [landing, today, more] as const;
