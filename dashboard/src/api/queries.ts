// How requests are repeated and data is kept fresh.

import { QueryClient } from "@tanstack/react-query";
import { asProblem } from "./problem";

/** A request that is counted costs money: a page refreshes this often while someone looks at it. */
export const REFRESH_MS = 15_000;
const IDLE_MS = 120_000;
const IDLE_REFRESH_MS = 60_000;

const REPEATED = ["offline", "unavailable"];

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        networkMode: "always",
        refetchOnReconnect: true,
        retry: (failures, error) => failures < 1 && REPEATED.includes(asProblem(error).kind),
        retryDelay: 800,
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

let lastActive = Date.now();

/** Notes that the person is at the page. */
export function watchActivity(): void {
  for (const event of ["pointerdown", "keydown", "scroll", "visibilitychange"]) {
    addEventListener(event, () => (lastActive = Date.now()), { passive: true, capture: true });
  }
}

/** The time until the next refresh: less often without input. Hidden pages do not refresh at all. */
export function refreshInterval(): number {
  return Date.now() - lastActive > IDLE_MS ? IDLE_REFRESH_MS : REFRESH_MS;
}
