// The changes of API keys. A new key comes once, so a request that got no answer is repeated with its own key.

import { useMutation } from "@tanstack/react-query";
import { createApiKey, revokeApiKey, rotateApiKey } from "../../api/generated/sdk.gen";
import type { CreateApiKey, RotateApiKey } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useRefresh } from "../../api/refresh";
import { useRequestKey } from "../../api/request_key";

export function useCreateKey() {
  const tenant = useTenant();
  const refresh = useRefresh("listApiKeys");
  const request = useRequestKey();
  return useMutation({
    mutationFn: async (body: CreateApiKey) => {
      const headers = { "Idempotency-Key": request.current() };
      return (await createApiKey({ path: { tenant }, headers, body, throwOnError: true })).data;
    },
    onSettled: (_, error) => {
      request.answered(error);
      return refresh();
    },
  });
}

export function useRotateKey(key: string) {
  const tenant = useTenant();
  const refresh = useRefresh("listApiKeys");
  const request = useRequestKey();
  return useMutation({
    mutationFn: async (body: RotateApiKey) => {
      const headers = { "Idempotency-Key": request.current() };
      return (await rotateApiKey({ path: { tenant, key }, headers, body, throwOnError: true })).data;
    },
    onSettled: (_, error) => {
      request.answered(error);
      return refresh();
    },
  });
}

export function useRevokeKey(key: string) {
  const tenant = useTenant();
  const refresh = useRefresh("listApiKeys");
  return useMutation({
    mutationFn: () => revokeApiKey({ path: { tenant, key }, throwOnError: true }),
    onSettled: refresh,
  });
}
