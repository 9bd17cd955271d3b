import { expect, test } from "vitest";
import type { ReplayTurn } from "../../api/generated/types.gen";
import { turnDiffers } from "./replay_turns";

const turn = (before: string[], now: string[], tools: Partial<ReplayTurn> = {}): ReplayTurn =>
  // biome-ignore lint/suspicious/noThenProperty: the API calls it so
  ({ then: before, now, ...tools });

test("the same words in other pieces are the same", () => {
  expect(turnDiffers(turn(["Hello.", "How can I help?"], ["Hello.  How can I help?"]))).toBe(false);
});

test("other words, and another tool, differ", () => {
  expect(turnDiffers(turn(["Hello."], []))).toBe(true);
  expect(turnDiffers(turn([], [], { tools_then: ["take_message"], tools_now: ["book_appointment"] }))).toBe(true);
});
