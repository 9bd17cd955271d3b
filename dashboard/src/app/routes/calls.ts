import { createRoute } from "@tanstack/react-router";
import { getCallOptions } from "../../api/generated/@tanstack/react-query.gen";
import { readCallFilters } from "../../features/calls/filters";
import { lazyScreen } from "./lazy_screen";
import { signedIn } from "./signed_in";

const calls = createRoute({
  getParentRoute: () => signedIn,
  path: "/calls",
  validateSearch: readCallFilters,
  component: lazyScreen(() => import("../../features/calls/calls"), "Calls"),
});

const call = createRoute({
  getParentRoute: () => signedIn,
  path: "/calls/$call",
  loader: ({ context: { queries, company }, params }) => {
    void queries.prefetchQuery(getCallOptions({ path: { tenant: company.tenant, call: params.call } }));
  },
  component: lazyScreen(() => import("../../features/calls/call"), "CallScreen"),
});

export const callRoutes = [calls, call] as const;
