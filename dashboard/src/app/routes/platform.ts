// The screens of operators.

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { signedIn } from "./signed_in";

const companies = createRoute({
  getParentRoute: () => signedIn,
  path: "/companies",
  validateSearch: ({ search }: Record<string, unknown>): { search?: string } =>
    typeof search === "string" ? { search } : {},
  component: lazyRouteComponent(() => import("../../features/companies/companies"), "Companies"),
});

export const platformRoutes = [companies] as const;
