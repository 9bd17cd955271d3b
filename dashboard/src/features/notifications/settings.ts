// One's own settings and those of another person have operations of their own, with the same answers.

import { useMutation, useQuery } from "@tanstack/react-query";
import { getMyNotificationsOptions, getNotificationsOptions } from "../../api/generated/@tanstack/react-query.gen";
import { allowEmail, setMyNotifications, setNotifications } from "../../api/generated/sdk.gen";
import type { NotificationKind, SetNotifications } from "../../api/generated/types.gen";
import { type Permission, useTenant } from "../../api/me";
import { useRefresh } from "../../api/refresh";

/** The kinds, the most urgent first, each with what one must be allowed to read to hear of it. */
export const KINDS: Record<NotificationKind, Permission> = {
  emergency: "read_calls",
  message: "read_calls",
  booking: "read_customers",
  change: "read_customers",
  cancellation: "read_customers",
  digest: "read_company",
  account: "read_audit",
};

export const CHANNELS = ["email", "text", "none"] as const;

export function useNotifications(person: string | undefined) {
  const tenant = useTenant();
  const mine = useQuery({ ...getMyNotificationsOptions({ path: { tenant } }), enabled: person === undefined });
  const theirs = useQuery({
    ...getNotificationsOptions({ path: { tenant, person: person ?? "" } }),
    enabled: person !== undefined,
  });
  return person === undefined ? mine : theirs;
}

export function useSave(person: string | undefined) {
  const tenant = useTenant();
  const refresh = useRefresh("getMyNotifications", "getNotifications");
  return useMutation({
    mutationFn: async (body: SetNotifications) => {
      const answer =
        person === undefined
          ? await setMyNotifications({ path: { tenant }, body, throwOnError: true })
          : await setNotifications({ path: { tenant, person }, body, throwOnError: true });
      return answer.data;
    },
    onSuccess: refresh,
  });
}

export function useAllowEmail(person: string) {
  const tenant = useTenant();
  const refresh = useRefresh("getMyNotifications", "getNotifications");
  return useMutation({
    mutationFn: () => allowEmail({ path: { tenant, person }, throwOnError: true }),
    onSuccess: refresh,
  });
}
