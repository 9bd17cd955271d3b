// The words of the agent's screens. They load with them.

import { use } from "react";
import type { agent } from "./en/agent";
import { loadOnce } from "./lazy";

export type AgentText = typeof agent;

export const loadAgentText = loadOnce<AgentText>({
  en: async () => (await import("./en/agent")).agent,
  es: async () => (await import("./es/agent")).agent,
});

/** The words of the agent's screens; they wait for them as for their own file. */
export function useAgentText(): AgentText {
  return use(loadAgentText());
}
