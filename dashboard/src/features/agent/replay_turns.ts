import type { ReplayTurn } from "../../api/generated/types.gen";

/** Whether the agent says or uses something else now. */
export function turnDiffers({ then, now, tools_then = [], tools_now = [] }: ReplayTurn): boolean {
  const joined = (parts: string[]) => parts.join(" ").replace(/\s+/g, " ").trim();
  return joined(then) !== joined(now) || joined(tools_then) !== joined(tools_now);
}
