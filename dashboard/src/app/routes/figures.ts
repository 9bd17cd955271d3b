import { createRoute } from "@tanstack/react-router";
import { getAnalyticsOptions } from "../../api/generated/@tanstack/react-query.gen";
import { daysOf, readPeriod } from "../../features/figures/period";
import { readUsagePeriod, usageDays } from "../../features/figures/usage_period";
import { lazyScreen } from "./lazy_screen";
import { signedIn } from "./signed_in";

const analytics = createRoute({
  getParentRoute: () => signedIn,
  path: "/analytics",
  validateSearch: readPeriod,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queries, company }, deps }) => {
    void queries.prefetchQuery(getAnalyticsOptions({ path: { tenant: company.tenant }, query: daysOf(deps) }));
  },
  component: lazyScreen(() => import("../../features/figures/analytics"), "Analytics"),
});

const usage = createRoute({
  getParentRoute: () => signedIn,
  path: "/usage",
  validateSearch: readUsagePeriod,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queries, company }, deps }) => {
    void queries.prefetchQuery(
      getAnalyticsOptions({ path: { tenant: company.tenant }, query: usageDays(deps.period ?? "this-week") }),
    );
  },
  component: lazyScreen(() => import("../../features/figures/usage"), "Usage"),
});

export const figureRoutes = [analytics, usage] as const;
