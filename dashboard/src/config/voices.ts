// The voices of the agent, in the order that they are offered.

import type { Voice } from "../api/generated/types.gen";

export const VOICES = [
  "nova",
  "marin",
  "coral",
  "sage",
  "shimmer",
  "alloy",
  "ash",
  "cedar",
  "echo",
  "onyx",
  "verse",
  "ballad",
  "fable",
] as const satisfies Voice[];
