// Above every screen of a signed-in person: reads who they are, and puts the frame around the screen.

import { createRoute, redirect } from "@tanstack/react-router";
import { whoAmIOptions } from "../../api/generated/@tanstack/react-query.gen";
import { companyOptions } from "../../api/me";
import { Frame } from "../frame";
import { Newcomer } from "../newcomer";
import { root } from "./root";

export const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context: { session, queries }, location }) => {
    const user = session.user();
    if (!user) throw redirect({ to: "/sign-in", search: { to: location.href } });
    const me = await queries.ensureQueryData(whoAmIOptions());
    const { name, email = "" } = user.profile;
    return { me, profile: { name: name ?? email, email } };
  },
  loader: ({ context: { queries, company, me } }) => {
    if (me.kind !== "operator" || company.isEntered) void queries.prefetchQuery(companyOptions(company.tenant));
  },
  component: () => {
    const { me } = signedIn.useRouteContext();
    return me.kind === "newcomer" ? <Newcomer /> : <Frame />;
  },
});
