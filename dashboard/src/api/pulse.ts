// Asks every 15 seconds what has changed, and refreshes only that: one small request instead of each list.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { getPulse } from "./generated/sdk.gen";
import type { Me } from "./generated/types.gen";
import { may } from "./me";
import { refreshInterval } from "./queries";

/** The queries that a change concerns, by the names of their operations. */
const CONCERNED = {
  calls: ["listCalls", "searchCalls", "getAnalytics"],
  appointments: ["listAppointments", "getAppointment", "getAvailability", "getAnalytics"],
  messages: ["listMessages", "getMessage", "getAnalytics"],
  emergencies: ["listEmergencies", "getEmergency", "getAnalytics"],
} as const;

export function usePulse(tenant: string, me: Me): void {
  const client = useQueryClient();
  const since = useRef<string>(undefined);
  const { data } = useQuery({
    queryKey: ["pulse", tenant],
    queryFn: async ({ signal }) => {
      const query = since.current === undefined ? {} : { since: since.current };
      const { data } = await getPulse({ path: { tenant }, query, signal, throwOnError: true });
      return data;
    },
    enabled: (me.kind !== "operator" || tenant !== "me") && may(me, "read_calls"),
    refetchInterval: refreshInterval,
    refetchOnWindowFocus: true,
  });
  useEffect(() => {
    if (!data) return;
    since.current = data.cursor;
    const changed = (Object.keys(CONCERNED) as (keyof typeof CONCERNED)[]).filter((kind) => data[kind].count > 0);
    const names = new Set<string>(changed.flatMap((kind) => [...CONCERNED[kind]]));
    if (names.size === 0) return;
    void client.invalidateQueries({ predicate: ({ queryKey }) => names.has(operationOf(queryKey[0])) });
  }, [data, client]);
}

function operationOf(key: unknown): string {
  return typeof key === "object" && key !== null && "_id" in key ? String(key._id) : "";
}
