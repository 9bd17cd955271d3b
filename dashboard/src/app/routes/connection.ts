import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { signedIn } from "./signed_in";

const firstDays = createRoute({
  getParentRoute: () => signedIn,
  path: "/first-days",
  component: lazyRouteComponent(() => import("../../features/first_days/first_days"), "FirstDays"),
});

const numbers = createRoute({
  getParentRoute: () => signedIn,
  path: "/numbers",
  component: lazyRouteComponent(() => import("../../features/numbers/numbers"), "Numbers"),
});

export const connectionRoutes = [firstDays, numbers] as const;
