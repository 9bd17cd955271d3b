import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { signedIn } from "./signed_in";

const inbox = createRoute({
  getParentRoute: () => signedIn,
  path: "/inbox",
  validateSearch: ({ show }: Record<string, unknown>): { show?: "all" } => (show === "all" ? { show } : {}),
  component: lazyRouteComponent(() => import("../../features/inbox/inbox"), "Inbox"),
});

export const inboxRoutes = [inbox] as const;
