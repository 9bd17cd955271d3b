// The paths of the screens. Each screen is loaded when it is first opened, and its loader starts the queries that it reads.

import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { getAnalyticsOptions, getCallOptions, whoAmIOptions } from "../api/generated/@tanstack/react-query.gen";
import { type Company, companyOptions, may } from "../api/me";
import { readCallFilters } from "../features/calls/filters";
import { BrokenScreen, MissingScreen } from "./fallbacks";
import { Frame } from "./frame";
import { Newcomer } from "./newcomer";
import type { Session } from "./session";
import { isDevelopment } from "./settings";
import { SignIn } from "./sign_in";

export type Context = { queries: QueryClient; session: Session; company: Company };

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: MissingScreen,
  errorComponent: BrokenScreen,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { to?: string } => (typeof search.to === "string" ? { to: search.to } : {}),
  component: () => {
    const { to } = signIn.useSearch();
    const { session } = signIn.useRouteContext();
    return <SignIn session={session} returnTo={to ?? "/"} />;
  },
});

const design = createRoute({
  getParentRoute: () => root,
  path: "/design",
  component: lazyRouteComponent(() => import("../features/design/design"), "Design"),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context: { session, queries }, location }) => {
    const user = session.user();
    if (!user) throw redirect({ to: "/sign-in", search: { to: location.href } });
    const me = await queries.ensureQueryData(whoAmIOptions());
    const { name, email = "" } = user.profile;
    return { me, profile: { name: name ?? email, email } };
  },
  loader: ({ context: { queries, company, me } }) => {
    if (me.kind !== "operator" || company.isEntered) void queries.prefetchQuery(companyOptions(company.tenant));
  },
  component: () => {
    const { me } = signedIn.useRouteContext();
    return me.kind === "newcomer" ? <Newcomer /> : <Frame />;
  },
});

const companies = createRoute({
  getParentRoute: () => signedIn,
  path: "/companies",
  validateSearch: ({ search }: Record<string, unknown>): { search?: string } =>
    typeof search === "string" ? { search } : {},
  component: lazyRouteComponent(() => import("../features/companies/companies"), "Companies"),
});

const today = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: ({ context: { me, company } }) => {
    // Operators have no company of their own.
    if (me.kind === "operator" && !company.isEntered) throw redirect({ to: "/companies" });
  },
  loader: ({ context: { queries, company, me } }) => {
    if (!may(me, "read_calls")) return;
    void queries.prefetchQuery(getAnalyticsOptions({ path: { tenant: company.tenant } }));
  },
  component: lazyRouteComponent(() => import("../features/today/today"), "Today"),
});

const calls = createRoute({
  getParentRoute: () => signedIn,
  path: "/calls",
  validateSearch: readCallFilters,
  component: lazyRouteComponent(() => import("../features/calls/calls"), "Calls"),
});

const call = createRoute({
  getParentRoute: () => signedIn,
  path: "/calls/$call",
  loader: ({ context: { queries, company }, params }) => {
    void queries.prefetchQuery(getCallOptions({ path: { tenant: company.tenant, call: params.call } }));
  },
  component: lazyRouteComponent(() => import("../features/calls/call"), "CallScreen"),
});

const inbox = createRoute({
  getParentRoute: () => signedIn,
  path: "/inbox",
  validateSearch: ({ show }: Record<string, unknown>): { show?: "all" } => (show === "all" ? { show } : {}),
  component: lazyRouteComponent(() => import("../features/inbox/inbox"), "Inbox"),
});

const screens = [signIn, signedIn.addChildren([companies, today, calls, call, inbox])];
const tree = root.addChildren(isDevelopment ? [...screens, design] : screens);

export function newRouter(context: Context) {
  return createRouter({
    routeTree: tree,
    context,
    basepath: context.company.isEntered ? `/companies/${context.company.tenant}` : "/",
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
