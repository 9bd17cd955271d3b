// The changes of the team. Each reads the list again afterwards, also after a refusal: someone else may have been first.

import { useMutation } from "@tanstack/react-query";
import { changeRole, inviteAgain, invitePerson, removePerson } from "../../api/generated/sdk.gen";
import type { InvitePerson, Role } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useRefresh } from "../../api/refresh";
import { useRequestKey } from "../../api/request_key";

/** One's own role may be what changed. */
const CHANGED = ["listPeople", "whoAmI"];

export function useInvite() {
  const tenant = useTenant();
  const refresh = useRefresh(...CHANGED);
  const key = useRequestKey();
  return useMutation({
    mutationFn: async (body: InvitePerson) => {
      const headers = { "Idempotency-Key": key.current() };
      return (await invitePerson({ path: { tenant }, headers, body, throwOnError: true })).data;
    },
    onSettled: (_, error) => {
      key.answered(error);
      return refresh();
    },
  });
}

export function useInviteAgain(person: string) {
  const tenant = useTenant();
  const refresh = useRefresh(...CHANGED);
  const key = useRequestKey();
  return useMutation({
    mutationFn: async () => {
      const headers = { "Idempotency-Key": key.current() };
      return (await inviteAgain({ path: { tenant, person }, headers, throwOnError: true })).data;
    },
    onSettled: (_, error) => {
      key.answered(error);
      return refresh();
    },
  });
}

export function useChangeRole(person: string) {
  const tenant = useTenant();
  const refresh = useRefresh(...CHANGED);
  return useMutation({
    mutationFn: (role: Role) => changeRole({ path: { tenant, person }, body: { role }, throwOnError: true }),
    onSettled: refresh,
  });
}

export function useRemove(person: string) {
  const tenant = useTenant();
  const refresh = useRefresh(...CHANGED);
  return useMutation({
    mutationFn: () => removePerson({ path: { tenant, person }, throwOnError: true }),
    onSettled: refresh,
  });
}
