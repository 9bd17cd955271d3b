import { createRoute } from "@tanstack/react-router";
import { lazyScreen } from "./lazy_screen";
import { signedIn } from "./signed_in";

const inbox = createRoute({
  getParentRoute: () => signedIn,
  path: "/inbox",
  validateSearch: ({ show, kind }: Record<string, unknown>): { show?: "all"; kind?: "text" } => ({
    ...(show === "all" && { show }),
    ...(kind === "text" && { kind }),
  }),
  component: lazyScreen(() => import("../../features/inbox/inbox"), "Inbox"),
});

export const inboxRoutes = [inbox] as const;
