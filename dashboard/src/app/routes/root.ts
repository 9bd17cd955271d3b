// The root of every path, and what each route knows.

import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, Outlet } from "@tanstack/react-router";
import type { Company } from "../../api/me";
import { MissingScreen } from "../fallbacks";
import type { Session } from "../session";

export type Context = { queries: QueryClient; session: Session; company: Company };

export const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: MissingScreen,
});
