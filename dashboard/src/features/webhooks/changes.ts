// The changes of webhooks. A secret comes once, so a request that got no answer is repeated with its own key.

import { useMutation } from "@tanstack/react-query";
import {
  changeWebhook,
  createWebhook,
  removeWebhook,
  resendDelivery,
  rotateWebhook,
  testWebhook,
} from "../../api/generated/sdk.gen";
import type { ChangeWebhook, CreateWebhook, WebhookEventType } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useRefresh } from "../../api/refresh";
import { useRequestKey } from "../../api/request_key";

const CHANGED = ["listWebhooks", "getWebhook"];

/** A mutation that the API does once, however often it is sent. */
function useOnce<Input, Output>(send: (key: string, input: Input) => Promise<Output>, ...changed: string[]) {
  const refresh = useRefresh(...changed);
  const request = useRequestKey();
  return useMutation({
    mutationFn: (input: Input) => send(request.current(), input),
    onSettled: (_, error) => {
      request.answered(error);
      return refresh();
    },
  });
}

export function useCreateWebhook() {
  const tenant = useTenant();
  return useOnce(
    async (key, body: CreateWebhook) => {
      const headers = { "Idempotency-Key": key };
      return (await createWebhook({ path: { tenant }, headers, body, throwOnError: true })).data;
    },
    ...CHANGED,
  );
}

export function useRotateSecret(webhook: string) {
  const tenant = useTenant();
  return useOnce(
    async (key, _: undefined) => {
      const headers = { "Idempotency-Key": key };
      return (await rotateWebhook({ path: { tenant, webhook }, headers, throwOnError: true })).data;
    },
    ...CHANGED,
  );
}

export function useTestWebhook(webhook: string) {
  const tenant = useTenant();
  return useOnce(async (key, event: WebhookEventType) => {
    const headers = { "Idempotency-Key": key };
    return (await testWebhook({ path: { tenant, webhook }, headers, body: { event }, throwOnError: true })).data;
  }, "listDeliveries");
}

export function useResend(webhook: string, delivery: string) {
  const tenant = useTenant();
  return useOnce(async (key, _: undefined) => {
    const headers = { "Idempotency-Key": key };
    return (await resendDelivery({ path: { tenant, webhook, delivery }, headers, throwOnError: true })).data;
  }, "listDeliveries");
}

export function useChangeWebhook(webhook: string) {
  const tenant = useTenant();
  const refresh = useRefresh(...CHANGED);
  return useMutation({
    mutationFn: async (body: ChangeWebhook) =>
      (await changeWebhook({ path: { tenant, webhook }, body, throwOnError: true })).data,
    onSettled: refresh,
  });
}

export function useRemoveWebhook(webhook: string) {
  const tenant = useTenant();
  const refresh = useRefresh("listWebhooks");
  return useMutation({
    mutationFn: () => removeWebhook({ path: { tenant, webhook }, throwOnError: true }),
    onSuccess: refresh,
  });
}
