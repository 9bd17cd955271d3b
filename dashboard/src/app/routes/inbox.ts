import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { signedIn } from "./signed_in";

const inbox = createRoute({
  getParentRoute: () => signedIn,
  path: "/inbox",
  validateSearch: ({ show, kind }: Record<string, unknown>): { show?: "all"; kind?: "text" } => ({
    ...(show === "all" && { show }),
    ...(kind === "text" && { kind }),
  }),
  component: lazyRouteComponent(() => import("../../features/inbox/inbox"), "Inbox"),
});

export const inboxRoutes = [inbox] as const;
