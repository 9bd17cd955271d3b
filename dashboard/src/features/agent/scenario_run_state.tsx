import type { ScenarioRunSummary } from "../../api/generated/types.gen";
import { useScenariosText } from "../../text/scenarios";
import { Badge } from "../../ui/badge";

const TONES = { running: "accent", passed: "good", failed: "bad", lost: "warn" } as const;

/** Where a run stands. A replay passes nothing: it is there to be read. */
export function RunStateBadge({ run: { state, purpose } }: { run: Pick<ScenarioRunSummary, "state" | "purpose"> }) {
  const text = useScenariosText().states;
  if (purpose === "replay" && state === "passed") return null;
  return <Badge tone={TONES[state]}>{text[state]}</Badge>;
}
