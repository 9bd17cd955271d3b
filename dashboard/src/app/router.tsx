// The paths of the screens: a file for each area in `routes`. Each screen is loaded when it is first opened, and its loader
// starts the queries that it reads.

import { createRouter } from "@tanstack/react-router";
import { BrokenScreen } from "./fallbacks";
import { agentRoutes } from "./routes/agent";
import { callRoutes } from "./routes/calls";
import { companyRoutes } from "./routes/company";
import { connectionRoutes } from "./routes/connection";
import { customerRoutes } from "./routes/customers";
import { figureRoutes } from "./routes/figures";
import { inboxRoutes } from "./routes/inbox";
import { openRoutes } from "./routes/open";
import { personRoutes } from "./routes/person";
import { platformRoutes } from "./routes/platform";
import { type Context, root } from "./routes/root";
import { scheduleRoutes } from "./routes/schedule";
import { signedIn } from "./routes/signed_in";
import { todayRoutes } from "./routes/today";

const screens = signedIn.addChildren([
  // One line for each area.
  ...todayRoutes,
  ...callRoutes,
  ...inboxRoutes,
  ...scheduleRoutes,
  ...customerRoutes,
  ...agentRoutes,
  ...figureRoutes,
  ...companyRoutes,
  ...connectionRoutes,
  ...platformRoutes,
]);

export function newRouter(context: Context) {
  return createRouter({
    routeTree: root.addChildren([...openRoutes, ...personRoutes, screens]),
    context,
    basepath: context.company.isEntered ? `/companies/${context.company.tenant}` : "/",
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    // Each screen fails in its place, so that the menus stay.
    defaultErrorComponent: BrokenScreen,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
