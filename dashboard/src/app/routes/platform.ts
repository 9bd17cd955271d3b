// The screens of operators.

import { createRoute, redirect } from "@tanstack/react-router";
import type { TenantStatus } from "../../api/generated/types.gen";
import { readPlatformSearch } from "../../features/figures/platform_month";
import { lazyScreen } from "./lazy_screen";
import { signedIn } from "./signed_in";

const STATUSES: TenantStatus[] = ["active", "trial", "inactive", "suspended"];

type CompanyFilter = { search?: string; status?: TenantStatus };

const companies = createRoute({
  getParentRoute: () => signedIn,
  path: "/companies",
  validateSearch: ({ search, status }: Record<string, unknown>): CompanyFilter => {
    const known = STATUSES.find((each) => each === status);
    return { ...(typeof search === "string" && { search }), ...(known && { status: known }) };
  },
  component: lazyScreen(() => import("../../features/companies/companies"), "Companies"),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: "/account",
  beforeLoad: ({ context: { me } }) => {
    if (me.kind !== "operator") throw redirect({ to: "/" });
  },
  component: lazyScreen(() => import("../../features/companies/account"), "CompanyAccount"),
});

const platform = createRoute({
  getParentRoute: () => signedIn,
  path: "/platform",
  validateSearch: readPlatformSearch,
  component: lazyScreen(() => import("../../features/figures/platform"), "Platform"),
});

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: "/platform/audit",
  component: lazyScreen(() => import("../../features/companies/audit"), "PlatformAudit"),
});

export const platformRoutes = [companies, account, platform, audit] as const;
