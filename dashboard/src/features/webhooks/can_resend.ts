import type { WebhookDelivery } from "../../api/generated/types.gen";

/** How overdue an attempt is when the API takes it for lost. */
const LOST_AFTER_MS = 10 * 60_000;

/**
 * Whether the API sends a delivery again: after its last attempt, before the first one of a round, or when the next attempt is long
 * overdue. While one waits for its next attempt, the schedule does it.
 */
export function canResend(delivery: Pick<WebhookDelivery, "state" | "next_attempt_at">, now = Date.now()): boolean {
  const { state, next_attempt_at: next } = delivery;
  return state !== "pending" || !next || now - Date.parse(next) >= LOST_AFTER_MS;
}
