import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { signedIn } from "./signed_in";

const firstDays = createRoute({
  getParentRoute: () => signedIn,
  path: "/first-days",
  component: lazyRouteComponent(() => import("../../features/first_days/first_days"), "FirstDays"),
});

export const connectionRoutes = [firstDays] as const;
