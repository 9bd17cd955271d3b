import { createRoute } from "@tanstack/react-router";
import { lazyScreen } from "./lazy_screen";
import { signedIn } from "./signed_in";

const firstDays = createRoute({
  getParentRoute: () => signedIn,
  path: "/first-days",
  component: lazyScreen(() => import("../../features/first_days/first_days"), "FirstDays"),
});

const numbers = createRoute({
  getParentRoute: () => signedIn,
  path: "/numbers",
  component: lazyScreen(() => import("../../features/numbers/numbers"), "Numbers"),
});

export const connectionRoutes = [firstDays, numbers] as const;
