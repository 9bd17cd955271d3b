export type WebhooksSearch = { create?: true };

/** Whether the form of a new one is open, as it stands in the address. */
export function readWebhooksSearch({ create }: Record<string, unknown>): WebhooksSearch {
  return create === true ? { create } : {};
}
