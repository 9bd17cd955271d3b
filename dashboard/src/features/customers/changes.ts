// The changes of one customer. Each names the version that the person saw.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { addNote, markCustomer, mergeCustomers, splitCustomers } from "../../api/generated/sdk.gen";
import type { MarkCustomer } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useRequestKey } from "../../api/request_key";

const CHANGED = ["listCustomers", "getCustomer", "listCalls"];

/** Reads anew what a change concerns: after it, and after a refusal, since someone else may have been first. */
export function useRefreshCustomers(): () => Promise<void> {
  const client = useQueryClient();
  return () =>
    client.invalidateQueries({
      predicate: ({ queryKey: [key] }) =>
        typeof key === "object" && key !== null && "_id" in key && CHANGED.includes(String(key._id)),
    });
}

/** Without a version, nothing was decided about the number yet. */
const ifMatch = (version: number | undefined) => ({ "If-Match": `"${version ?? 1}"` });

export function useMark(customer: string) {
  const tenant = useTenant();
  const refresh = useRefreshCustomers();
  return useMutation({
    mutationFn: ({ version, ...body }: MarkCustomer & { version: number | undefined }) =>
      markCustomer({ path: { tenant, customer }, headers: ifMatch(version), body, throwOnError: true }),
    onSettled: refresh,
  });
}

export function useAddNote(customer: string) {
  const tenant = useTenant();
  const refresh = useRefreshCustomers();
  const key = useRequestKey();
  return useMutation({
    mutationFn: (note: string) =>
      addNote({
        path: { tenant, customer },
        headers: { "Idempotency-Key": key.current() },
        body: { note },
        throwOnError: true,
      }),
    onSettled: (_, error) => {
      key.answered(error);
      // The field is empty before the list shows the note.
      void refresh();
    },
  });
}

type Joined = { number: string; version: number };

export function useMerge(customer: string) {
  const tenant = useTenant();
  const refresh = useRefreshCustomers();
  return useMutation({
    mutationFn: ({ number, version }: Joined) =>
      mergeCustomers({ path: { tenant, customer }, headers: ifMatch(version), body: { number }, throwOnError: true }),
    onSettled: refresh,
  });
}

export function useSplit(customer: string) {
  const tenant = useTenant();
  const refresh = useRefreshCustomers();
  return useMutation({
    mutationFn: ({ number, version }: Joined) =>
      splitCustomers({ path: { tenant, customer }, headers: ifMatch(version), body: { number }, throwOnError: true }),
    onSettled: refresh,
  });
}
