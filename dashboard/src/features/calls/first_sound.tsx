import type { CallTurnFirstSound } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { count, seconds } from "../../ui/format";
import { Icon } from "../../ui/icon";

type Part = { name: string; ms: number; isEstimated: boolean };

/** How long the caller of a streamed call waited for the first sound of an answer, and for what. */
export function FirstSound({ sound }: { sound: CallTurnFirstSound }) {
  const text = useText().callFacts.firstSound;
  return (
    <details className="ml-18 min-w-0 text-xs text-quiet tabular-nums">
      <summary className="inline-flex items-center gap-1 min-h-11 md:min-h-7 hover:text-ink list-none cursor-pointer">
        <Icon name="clock" className="size-3.5" />
        {text.after(seconds(sound.estimated_total_ms))}
      </summary>
      <dl className="grid grid-cols-[auto_auto_1fr] gap-x-4 gap-y-1 pb-1">
        {partsOf(sound, text.parts).map(({ name, ms, isEstimated }) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd className="text-right">{`${count(ms)} ms`}</dd>
            <dd>{isEstimated && text.estimated}</dd>
          </div>
        ))}
      </dl>
      <p className="max-w-prose">{text.why}</p>
    </details>
  );
}

/** The parts in the order in which the caller waits for them. */
function partsOf(
  { estimated, measured }: CallTurnFirstSound,
  names: ReturnType<typeof useText>["callFacts"]["firstSound"]["parts"],
): Part[] {
  const parts: [string, number | null | undefined, boolean][] = [
    [names.endOfTurn, estimated.end_of_turn_ms, true],
    [names.wayIn, estimated.way_in_ms, true],
    [names.table, measured.table_ms, false],
    [names.model, measured.model_ms, false],
    [names.tools, measured.tools_ms, false],
    [names.ours, measured.ours_ms, false],
    [names.speech, estimated.speech_ms, true],
    [names.line, estimated.line_ms, true],
  ];
  return parts.flatMap(([name, ms, isEstimated]) => (ms == null ? [] : [{ name, ms, isEstimated }]));
}
