// Above every screen of a signed-in person: reads who they are, and puts the frame around the screen.

import { createRoute, redirect } from "@tanstack/react-router";
import { companyOptions } from "../../api/me";
import { Frame } from "../frame";
import { personOf } from "./person";
import { root } from "./root";

export const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    const known = await personOf(context, location.href);
    if (known.me.kind === "newcomer") throw redirect({ to: "/set-up" });
    return known;
  },
  loader: ({ context: { queries, company, me } }) => {
    if (me.kind !== "operator" || company.isEntered) void queries.prefetchQuery(companyOptions(company.tenant));
  },
  component: Frame,
});
