import { Link } from "@tanstack/react-router";
import type { Outcome, PeriodFigures } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { count, percent } from "../../ui/format";
import { Shares } from "./shares";

/** How the calls ended, the most frequent first. Each leads to its calls. */
export function Outcomes({ period }: { period: PeriodFigures }) {
  const text = useText();
  const { figures, from, to } = period;
  const known = Object.entries(figures.outcomes) as [Outcome, number][];
  const sum = known.reduce((total, [, calls]) => total + calls, 0);
  const rows = known
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, calls]) => ({
      key: outcome,
      name: (
        <Link
          to="/calls"
          search={{ outcome, from, to }}
          className="inline-flex items-center min-h-6 hover:underline underline-offset-2 text-accent"
        >
          {text.calls.outcomes[outcome]}
        </Link>
      ),
      value: `${count(calls)} · ${percent(calls / sum)}`,
      size: calls,
    }));
  const unknown = figures.calls - sum;
  return (
    <>
      <Shares
        caption={text.figures.outcomes}
        of={text.figures.outcome}
        unit={text.figures.calls}
        rows={rows}
        most={Math.max(1, sum)}
      />
      {unknown > 0 && (
        <p className="border-t border-line px-4 py-2.5 text-quiet">{text.figures.unknownOutcomes(unknown)}</p>
      )}
    </>
  );
}
