import { type ReactNode, useEffect, useRef } from "react";
import type { CallFindings, CallTurn, CallTurnEntry } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { cx } from "../../ui/cx";
import { duration, seconds } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Empty } from "../../ui/states";
import { FirstSound } from "./first_sound";
import type { Place } from "./playback";

type Props = {
  turns: CallTurn[];
  /** Where the turns are in a recording. */
  places: Place[];
  /** The turn that is heard now. */
  heard: number | undefined;
  onListen: (place: Place) => void;
};

/** What was said, the tools that the agent used, and what triage found, turn by turn. It follows the recording that is played. */
export function Transcript({ turns, places, heard, onListen }: Props) {
  const text = useText().calls.one;
  const hasSeveralModels = new Set(turns.flatMap(({ model }) => model ?? [])).size > 1;
  if (turns.every((turn) => turn.entries.length === 0)) return <Empty icon="calls" title={text.noWords} />;
  return (
    <ol className="grid gap-1 px-2 py-2.5">
      {turns.map((turn) => (
        <Turn key={turn.turn} isHeard={turn.turn === heard}>
          {turn.entries.map((entry, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the entries of a turn do not change places
            <Entry key={place} entry={entry} />
          ))}
          {turn.first_sound && <FirstSound sound={turn.first_sound} />}
          <TurnNotes
            turn={turn}
            model={hasSeveralModels ? turn.model : undefined}
            place={places.find((place) => place.turn === turn.turn)}
            onListen={onListen}
          />
        </Turn>
      ))}
    </ol>
  );
}

/** While it is heard, a turn is marked and stays in sight. */
function Turn({ isHeard, children }: { isHeard: boolean; children: ReactNode }) {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isHeard) item.current?.scrollIntoView({ block: "nearest" });
  }, [isHeard]);
  return (
    <li
      ref={item}
      aria-current={isHeard || undefined}
      className="grid gap-2.5 rounded-control px-2 py-2 scroll-my-20 aria-[current]:bg-accent-soft"
    >
      {children}
    </li>
  );
}

function Entry({ entry }: { entry: CallTurnEntry }) {
  const text = useText().calls.one;
  if (entry.kind === "used_tool") return <ToolUsed {...entry} />;
  if (entry.kind === "keyed") return <p className="text-quiet">{text.keyed(entry.keys)}</p>;
  const isCaller = entry.speaker === "caller";
  return (
    <div className="grid grid-cols-[3.75rem_1fr] gap-3">
      <span className={cx("font-medium pt-px", isCaller ? "text-ink" : "text-accent")}>{text[entry.speaker]}</span>
      <div className={cx("min-w-0 text-pretty", !isCaller && "text-ink/90")}>
        <p>{entry.words}</p>
        {entry.heard != null && <p className="text-quiet text-[0.8125rem]">{text.heard(entry.heard)}</p>}
      </div>
    </div>
  );
}

type ToolEntry = Extract<CallTurnEntry, { kind: "used_tool" }>;

function ToolUsed({ name, arguments: asked, result }: ToolEntry) {
  const text = useText().calls.one;
  return (
    <details className="ml-18 min-w-0 rounded-control border border-line open:bg-sunken">
      <summary className="flex items-center gap-2 px-3 min-h-11 md:min-h-8 text-quiet hover:text-ink list-none cursor-pointer">
        <Icon name="tool" className="size-4" />
        {text.tools[name] ?? name}
      </summary>
      <dl className="grid gap-2 px-3 pb-3 text-[0.8125rem]">
        <div>
          <dt className="text-quiet">{text.asked}</dt>
          <dd className="font-mono text-xs whitespace-pre-wrap break-words">{readable(asked)}</dd>
        </div>
        {result && (
          <div>
            <dt className="text-quiet">{text.answered}</dt>
            <dd className="whitespace-pre-wrap break-words">{result}</dd>
          </div>
        )}
      </dl>
    </details>
  );
}

function readable(asked: unknown): string {
  if (typeof asked !== "object" || asked === null) return String(asked);
  const fields = Object.entries(asked).filter(([, value]) => value !== null && value !== "");
  return fields
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("\n");
}

type NotesProps = {
  turn: CallTurn;
  /** The model that answered, in a call with several. */
  model: string | null | undefined;
  place: Place | undefined;
  onListen: (place: Place) => void;
};

function TurnNotes({ turn, model, place, onListen }: NotesProps) {
  const text = useText().calls.one;
  const { stages } = useText().callFacts;
  const found = useFindings(turn.findings);
  const took = turn.stages && text.tookTo(seconds(turn.stages.total_ms));
  if (found.length === 0 && !took && !place && !model) return null;
  return (
    <div className="ml-18 flex flex-wrap items-center gap-2">
      {place && (
        <button
          type="button"
          onClick={() => onListen(place)}
          className="inline-flex items-center gap-1 -ml-1.5 px-1.5 min-h-11 md:min-h-7 rounded-control text-accent font-medium text-xs tabular-nums hover:bg-hover not-printed"
        >
          <Icon name="play" className="size-3.5" />
          <span className="sr-only">{text.listen} </span>
          {duration(place.at)}
        </button>
      )}
      {found.map(({ words, isDanger }) => (
        <Badge key={words} tone={isDanger ? "bad" : "warn"}>
          {words}
        </Badge>
      ))}
      {took && (
        <span
          className="text-xs text-quiet tabular-nums"
          title={turn.stages ? stagesOf(turn.stages, stages) : undefined}
        >
          {took}
        </span>
      )}
      {model && <span className="text-xs text-quiet">{model}</span>}
    </div>
  );
}

function stagesOf(
  stages: NonNullable<CallTurn["stages"]>,
  names: Record<"model" | "table" | "tools" | "ours", string>,
) {
  const parts = [
    [names.model, stages.model_ms],
    [names.tools, stages.tools_ms],
    [names.table, stages.table_ms],
    [names.ours, stages.ours_ms],
  ] as const;
  return parts.flatMap(([name, ms]) => (ms ? [`${name} ${seconds(ms)}`] : [])).join(", ");
}

/** What triage found in a turn, the dangers first. */
function useFindings(findings: CallFindings | null | undefined): { words: string; isDanger: boolean }[] {
  const text = useText().calls.one;
  const { suspicions } = useText().callFacts;
  if (!findings) return [];
  const { hazards = [], suspicion, vulnerable, freezing, sweltering } = findings;
  const notes = [
    suspicion && suspicions[suspicion],
    vulnerable && text.findings.vulnerable,
    freezing && text.findings.freezing,
    sweltering && text.findings.sweltering,
  ].filter((words) => typeof words === "string");
  return [
    ...hazards.map((hazard) => ({ words: text.findings.hazard(text.hazards[hazard]), isDanger: true })),
    ...notes.map((words) => ({ words, isDanger: false })),
  ];
}
