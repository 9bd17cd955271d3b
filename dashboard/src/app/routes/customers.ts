import { createRoute } from "@tanstack/react-router";
import { getCustomerOptions } from "../../api/generated/@tanstack/react-query.gen";
import { may } from "../../api/me";
import { readCustomerSearch, readCustomersSearch } from "../../features/customers/search";
import { lazyScreen } from "./lazy_screen";
import { signedIn } from "./signed_in";

const customers = createRoute({
  getParentRoute: () => signedIn,
  path: "/customers",
  validateSearch: readCustomersSearch,
  component: lazyScreen(() => import("../../features/customers/customers"), "Customers"),
});

const customer = createRoute({
  getParentRoute: () => signedIn,
  path: "/customers/$customer",
  validateSearch: readCustomerSearch,
  loader: ({ context: { queries, company, me }, params: { customer } }) => {
    if (may(me, "read_customers"))
      void queries.prefetchQuery(getCustomerOptions({ path: { tenant: company.tenant, customer } }));
  },
  component: lazyScreen(() => import("../../features/customers/customer"), "CustomerScreen"),
});

export const customerRoutes = [customers, customer] as const;
