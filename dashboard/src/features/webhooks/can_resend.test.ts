import { expect, it } from "vitest";
import { canResend } from "./can_resend";

const NOW = Date.parse("2026-11-23T16:10:00Z");

it("sends again what has ended", () => {
  for (const state of ["delivered", "failed", "dropped"] as const) expect(canResend({ state }, NOW)).toBe(true);
});

it("sends a waiting delivery again only when its attempt is lost", () => {
  const waiting = (next_attempt_at: string) => canResend({ state: "pending", next_attempt_at }, NOW);
  expect(waiting("2026-11-23T16:00:00Z")).toBe(true);
  expect(waiting("2026-11-23T16:00:01Z")).toBe(false);
  expect(waiting("2026-11-23T17:00:00Z")).toBe(false);
  expect(canResend({ state: "pending" }, NOW)).toBe(true);
});
