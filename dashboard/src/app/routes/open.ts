// The screens for someone who is not signed in.

import { createRoute } from "@tanstack/react-router";
import { isDevelopment } from "../settings";
import { lazyScreen } from "./lazy_screen";
import { root } from "./root";

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { to?: string } => (typeof search.to === "string" ? { to: search.to } : {}),
  component: lazyScreen(() => import("../sign_in"), "SignIn"),
});

const design = createRoute({
  getParentRoute: () => root,
  path: "/design",
  component: lazyScreen(() => import("../../features/design/design"), "Design"),
});

export const openRoutes = isDevelopment ? ([signIn, design] as const) : ([signIn] as const);
