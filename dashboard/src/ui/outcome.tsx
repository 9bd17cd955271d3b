import type { Outcome } from "../api/generated/types.gen";
import { useText } from "../text/text";
import { Badge, type Tone } from "./badge";

const TONES: Record<Outcome, Tone> = {
  emergency: "bad",
  booked: "good",
  changed: "good",
  cancelled: "warn",
  message: "accent",
  transferred: "accent",
  information: "plain",
  abandoned: "plain",
  spam: "plain",
};

/** What came of a call; a call of an old release does not say. */
export function OutcomeBadge({ outcome }: { outcome: Outcome | undefined }) {
  const text = useText();
  return <Badge tone={outcome ? TONES[outcome] : "plain"}>{text.calls.outcomes[outcome ?? "unknown"]}</Badge>;
}
