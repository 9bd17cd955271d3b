// The screens without a frame. A person who joins or founds a company has no screens to navigate to yet.

import { createRoute, notFound, redirect } from "@tanstack/react-router";
import { whoAmIOptions } from "../../api/generated/@tanstack/react-query.gen";
import { companyOptions } from "../../api/me";
import { asProblem } from "../../api/problem";
import { isStep, nextStep, type Step } from "../../features/setup/steps";
import { OutletOfSession } from "../ended_session";
import { lazyScreen } from "./lazy_screen";
import { type Context, root } from "./root";

/** Who is signed in; without a session, the way leads to the sign-in and back. */
export async function personOf({ session, queries, company }: Context, path: string) {
  const user = session.user();
  // The path within a company that an operator entered is not the whole address.
  const returnTo = company.isEntered ? `/companies/${company.tenant}${path}` : path;
  if (!user) throw redirect({ to: "/sign-in", search: { to: returnTo } });
  const me = await queries.ensureQueryData(whoAmIOptions()).catch((error: unknown) => {
    if (asProblem(error).kind !== "session-ended") throw error;
    throw redirect({ to: "/sign-in", search: { to: returnTo } });
  });
  const { name, email = "" } = user.profile;
  return { me, profile: { name: name ?? email, email } };
}

const join = createRoute({
  getParentRoute: () => root,
  path: "/join",
  component: lazyScreen(() => import("../../features/join/join"), "Join"),
  wrapInSuspense: true,
});

const person = createRoute({
  getParentRoute: () => root,
  id: "person",
  beforeLoad: ({ context, location }) => personOf(context, location.href),
  component: OutletOfSession,
});

const setUp = createRoute({
  getParentRoute: () => person,
  path: "/set-up",
  beforeLoad: async ({ context: { queries, company, me }, params }) => {
    if ("step" in params) return;
    const ofCompany =
      me.kind === "newcomer" ? undefined : await queries.ensureQueryData(companyOptions(company.tenant));
    throw redirect({ to: "/set-up/$step", params: { step: nextStep(ofCompany) }, replace: true });
  },
});

const step = createRoute({
  getParentRoute: () => setUp,
  path: "/$step",
  params: {
    parse: ({ step }): { step: Step } => {
      if (!isStep(step)) throw notFound();
      return { step };
    },
    stringify: ({ step }) => ({ step }),
  },
  beforeLoad: ({ context: { me }, params: { step } }) => {
    if (me.kind === "newcomer" && step !== "company")
      throw redirect({ to: "/set-up/$step", params: { step: "company" } });
  },
  component: lazyScreen(() => import("../../features/setup/setup"), "SetUp"),
  wrapInSuspense: true,
});

export const personRoutes = [join, person.addChildren([setUp.addChildren([step])])] as const;
