import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { getVersionOptions } from "../../api/generated/@tanstack/react-query.gen";
import { signedIn } from "./signed_in";

const agent = createRoute({
  getParentRoute: () => signedIn,
  path: "/agent",
  validateSearch: ({ test }: Record<string, unknown>): { test?: true } => (test === true ? { test } : {}),
  loader: ({ context: { queries, company } }) => {
    for (const version of ["draft", "published"]) {
      void queries.prefetchQuery(getVersionOptions({ path: { tenant: company.tenant, version } }));
    }
  },
  component: lazyRouteComponent(() => import("../../features/agent/agent"), "Agent"),
});

const overview = createRoute({
  getParentRoute: () => agent,
  path: "/",
  component: lazyRouteComponent(() => import("../../features/agent/overview"), "Overview"),
});

const history = createRoute({
  getParentRoute: () => agent,
  path: "/history",
  component: lazyRouteComponent(() => import("../../features/agent/history"), "History"),
});

const scenarios = createRoute({
  getParentRoute: () => agent,
  path: "/scenarios",
  component: lazyRouteComponent(() => import("../../features/agent/scenarios"), "Scenarios"),
});

const scenarioRun = createRoute({
  getParentRoute: () => agent,
  path: "/scenarios/$run",
  component: lazyRouteComponent(() => import("../../features/agent/scenario_run"), "ScenarioRunScreen"),
});

const section = createRoute({
  getParentRoute: () => agent,
  path: "/$section",
  component: lazyRouteComponent(() => import("../../features/agent/section"), "SectionScreen"),
});

export const agentRoutes = [agent.addChildren([overview, history, scenarios, scenarioRun, section])] as const;
