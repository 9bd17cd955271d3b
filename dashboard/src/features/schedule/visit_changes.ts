// The changes of one visit. Each names the version that the person saw.

import { type UseMutationResult, useMutation } from "@tanstack/react-query";
import { cancelAppointment, editAppointment, moveAppointment } from "../../api/generated/sdk.gen";
import type { CancelAppointment, EditAppointment, MoveAppointment } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useRefresh } from "../../api/refresh";
import { useRequestKey } from "../../api/request_key";

/** Reads anew what a change concerns: after it, and after a refusal, since someone else may have been first. */
export function useRefreshVisits(): () => Promise<void> {
  return useRefresh("listAppointments", "getAppointment", "getAvailability", "getCustomer", "getAnalytics");
}

type Versioned<Body> = { version: number; body: Body };

/** A change that is made once, however often its request is sent. */
function useChangeOnce<Body>(
  send: (change: Versioned<Body>, key: string) => Promise<unknown>,
): UseMutationResult<unknown, Error, Versioned<Body>> {
  const refresh = useRefreshVisits();
  const key = useRequestKey();
  return useMutation({
    mutationFn: (change: Versioned<Body>) => send(change, key.current()),
    onSettled: (_, error) => {
      key.answered(error);
      return refresh();
    },
  });
}

export function useMoveVisit(appointment: string) {
  const tenant = useTenant();
  return useChangeOnce<MoveAppointment>(({ version, body }, key) => {
    const headers = { "If-Match": `"${version}"`, "Idempotency-Key": key };
    return moveAppointment({ path: { tenant, appointment }, headers, body, throwOnError: true });
  });
}

export function useCancelVisit(appointment: string) {
  const tenant = useTenant();
  return useChangeOnce<CancelAppointment>(({ version, body }, key) => {
    const headers = { "If-Match": `"${version}"`, "Idempotency-Key": key };
    return cancelAppointment({ path: { tenant, appointment }, headers, body, throwOnError: true });
  });
}

export function useEditVisit(appointment: string) {
  const tenant = useTenant();
  const refresh = useRefreshVisits();
  return useMutation({
    mutationFn: ({ version, body }: Versioned<EditAppointment>) =>
      editAppointment({
        path: { tenant, appointment },
        headers: { "If-Match": `"${version}"` },
        body,
        throwOnError: true,
      }),
    onSettled: refresh,
  });
}
