// The changes of the company as a whole. The answer is the company as it is now.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { changeTenant, deactivateTenant, reactivateTenant, setTestMode } from "../../api/generated/sdk.gen";
import type { Tenant } from "../../api/generated/types.gen";
import { companyOptions, useTenant } from "../../api/me";
import { useRefresh } from "../../api/refresh";
import { useRequestKey } from "../../api/request_key";

/** Shows the answer at once, everywhere. */
function useShow(): (company: Tenant) => void {
  const tenant = useTenant();
  const client = useQueryClient();
  return (company) => client.setQueryData(companyOptions(tenant).queryKey, company);
}

export function useTestMode() {
  const tenant = useTenant();
  const show = useShow();
  return useMutation({
    mutationFn: async (on: boolean) => (await setTestMode({ path: { tenant }, body: { on }, throwOnError: true })).data,
    onSuccess: show,
  });
}

export type Facts = { name: string; contact_email: string; reference: string };

/** Changes some facts of the version that the person saw; an empty one is removed. */
export function useChangeFacts() {
  const tenant = useTenant();
  const show = useShow();
  const refresh = useRefresh("getTenant");
  return useMutation({
    mutationFn: async ({ version, changed }: { version: number; changed: Partial<Facts> }) => {
      const body = Object.fromEntries(
        Object.entries(changed).map(([key, value]) => [key, value === "" ? null : value]),
      );
      // A name cannot be removed: it is sent as it is, and refused.
      if (changed.name === "") body.name = "";
      const headers = { "If-Match": `"${version}"` };
      return (await changeTenant({ path: { tenant }, headers, body, throwOnError: true })).data;
    },
    onSuccess: show,
    onError: refresh,
  });
}

export function useService() {
  const tenant = useTenant();
  const show = useShow();
  const key = useRequestKey();
  const deactivate = useMutation({
    mutationFn: async () => (await deactivateTenant({ path: { tenant }, throwOnError: true })).data,
    onSuccess: show,
  });
  const reactivate = useMutation({
    mutationFn: async () => {
      const headers = { "Idempotency-Key": key.current() };
      return (await reactivateTenant({ path: { tenant }, headers, throwOnError: true })).data;
    },
    onSuccess: show,
    onSettled: (_, error) => key.answered(error),
  });
  return { deactivate, reactivate };
}
