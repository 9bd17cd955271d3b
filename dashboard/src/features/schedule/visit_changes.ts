// The changes of one visit. Each names the version that the person saw.

import { useMutation } from "@tanstack/react-query";
import { cancelAppointment, moveAppointment, noteAppointment } from "../../api/generated/sdk.gen";
import type { CancelAppointment, MoveAppointment, NoteAppointment } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useRefresh } from "../../api/refresh";
import { useRequestKey } from "../../api/request_key";

/** Reads anew what a change concerns: after it, and after a refusal, since someone else may have been first. */
export function useRefreshVisits(): () => Promise<void> {
  return useRefresh("listAppointments", "getAppointment", "getAvailability", "getCustomer", "getAnalytics");
}

type Versioned<Body> = { version: number; body: Body };

export function useMoveVisit(appointment: string) {
  const tenant = useTenant();
  const refresh = useRefreshVisits();
  const key = useRequestKey();
  return useMutation({
    mutationFn: ({ version, body }: Versioned<MoveAppointment>) =>
      moveAppointment({
        path: { tenant, appointment },
        headers: { "If-Match": `"${version}"`, "Idempotency-Key": key.current() },
        body,
        throwOnError: true,
      }),
    onSettled: (_, error) => {
      key.answered(error);
      return refresh();
    },
  });
}

export function useCancelVisit(appointment: string) {
  const tenant = useTenant();
  const refresh = useRefreshVisits();
  const key = useRequestKey();
  return useMutation({
    mutationFn: ({ version, body }: Versioned<CancelAppointment>) =>
      cancelAppointment({
        path: { tenant, appointment },
        headers: { "If-Match": `"${version}"`, "Idempotency-Key": key.current() },
        body,
        throwOnError: true,
      }),
    onSettled: (_, error) => {
      key.answered(error);
      return refresh();
    },
  });
}

export function useNoteVisit(appointment: string) {
  const tenant = useTenant();
  const refresh = useRefreshVisits();
  return useMutation({
    mutationFn: ({ version, body }: Versioned<NoteAppointment>) =>
      noteAppointment({
        path: { tenant, appointment },
        headers: { "If-Match": `"${version}"` },
        body,
        throwOnError: true,
      }),
    onSettled: refresh,
  });
}
