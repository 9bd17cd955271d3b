import { createRoute } from "@tanstack/react-router";
import { getVersionOptions } from "../../api/generated/@tanstack/react-query.gen";
import { lazyScreen } from "./lazy_screen";
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
  component: lazyScreen(() => import("../../features/agent/agent"), "Agent"),
});

const overview = createRoute({
  getParentRoute: () => agent,
  path: "/",
  component: lazyScreen(() => import("../../features/agent/overview"), "Overview"),
});

const history = createRoute({
  getParentRoute: () => agent,
  path: "/history",
  component: lazyScreen(() => import("../../features/agent/history"), "History"),
});

const scenarios = createRoute({
  getParentRoute: () => agent,
  path: "/scenarios",
  component: lazyScreen(() => import("../../features/agent/scenarios"), "Scenarios"),
});

const scenarioRun = createRoute({
  getParentRoute: () => agent,
  path: "/scenarios/$run",
  component: lazyScreen(() => import("../../features/agent/scenario_run"), "ScenarioRunScreen"),
});

const section = createRoute({
  getParentRoute: () => agent,
  path: "/$section",
  component: lazyScreen(() => import("../../features/agent/section"), "SectionScreen"),
});

export const agentRoutes = [agent.addChildren([overview, history, scenarios, scenarioRun, section])] as const;
