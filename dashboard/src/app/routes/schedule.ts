import { createRoute } from "@tanstack/react-router";
import { getAppointmentOptions } from "../../api/generated/@tanstack/react-query.gen";
import { readBookSearch, readScheduleSearch } from "../../features/schedule/search";
import { lazyScreen } from "./lazy_screen";
import { signedIn } from "./signed_in";

const schedule = createRoute({
  getParentRoute: () => signedIn,
  path: "/schedule",
  validateSearch: readScheduleSearch,
  component: lazyScreen(() => import("../../features/schedule/schedule"), "Schedule"),
});

const visit = createRoute({
  getParentRoute: () => signedIn,
  path: "/schedule/$appointment",
  loader: ({ context: { queries, company }, params: { appointment } }) => {
    void queries.prefetchQuery(getAppointmentOptions({ path: { tenant: company.tenant, appointment } }));
  },
  component: lazyScreen(() => import("../../features/schedule/visit"), "Visit"),
});

const book = createRoute({
  getParentRoute: () => signedIn,
  path: "/schedule/book",
  validateSearch: readBookSearch,
  component: lazyScreen(() => import("../../features/schedule/book"), "Book"),
});

const calendars = createRoute({
  getParentRoute: () => signedIn,
  path: "/schedule/calendars",
  component: lazyScreen(() => import("../../features/schedule/calendars"), "Calendars"),
});

export const scheduleRoutes = [schedule, visit, book, calendars] as const;
