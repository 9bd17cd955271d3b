// The changes of a message or an emergency: each names the version that the person saw.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { handleEmergency, handleMessage } from "../../api/generated/sdk.gen";
import type { HandleEmergency, HandleMessage } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";

const CHANGED = ["listMessages", "listEmergencies", "getAnalytics"];

/** Reads the lists again: after a change, and after a refusal, since someone else may have been first. */
function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return () =>
    client.invalidateQueries({
      predicate: ({ queryKey: [key] }) =>
        typeof key === "object" && key !== null && "_id" in key && CHANGED.includes(String(key._id)),
    });
}

const ifMatch = (version: number) => ({ "If-Match": `"${version}"` });

export function useHandleMessage(message: string, version: number) {
  const tenant = useTenant();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: HandleMessage) =>
      handleMessage({ path: { tenant, message }, headers: ifMatch(version), body, throwOnError: true }),
    onSettled: refresh,
  });
}

export function useHandleEmergency(emergency: string, version: number) {
  const tenant = useTenant();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: HandleEmergency) =>
      handleEmergency({ path: { tenant, emergency }, headers: ifMatch(version), body, throwOnError: true }),
    onSettled: refresh,
  });
}

/** A note is written for a while: it names the version that the person began on, and not the one that the list has now. */
type Noted = { version: number; note: string };
export type NoteChange = ReturnType<typeof useNoteOf>;

export function useNoteOf(kind: "message" | "emergency", id: string) {
  const tenant = useTenant();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async ({ version, note }: Noted): Promise<void> => {
      const options = { headers: ifMatch(version), body: { note }, throwOnError: true } as const;
      if (kind === "message") await handleMessage({ path: { tenant, message: id }, ...options });
      else await handleEmergency({ path: { tenant, emergency: id }, ...options });
    },
    onSettled: refresh,
  });
}
