import type { CallFindings, CallTurn, CallTurnEntry } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { cx } from "../../ui/cx";
import { seconds } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Empty } from "../../ui/states";

/** What was said, the tools that the agent used, and what triage found, turn by turn. */
export function Transcript({ turns }: { turns: CallTurn[] }) {
  const text = useText().calls.one;
  if (turns.every((turn) => turn.entries.length === 0)) return <Empty icon="calls" title={text.noWords} />;
  return (
    <ol className="grid gap-5 px-4 py-4">
      {turns.map((turn) => (
        <li key={turn.turn} className="grid gap-2.5">
          {turn.entries.map((entry, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the entries of a turn do not change places
            <Entry key={place} entry={entry} />
          ))}
          <TurnNotes turn={turn} />
        </li>
      ))}
    </ol>
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

function TurnNotes({ turn }: { turn: CallTurn }) {
  const text = useText().calls.one;
  const found = useFindings(turn.findings);
  const took = turn.stages && text.tookTo(seconds(turn.stages.total_ms));
  if (found.length === 0 && !took) return null;
  return (
    <div className="ml-18 flex flex-wrap items-center gap-2">
      {found.map(({ words, isDanger }) => (
        <Badge key={words} tone={isDanger ? "bad" : "warn"}>
          {words}
        </Badge>
      ))}
      {took && (
        <span
          className="text-xs text-quiet tabular-nums"
          title={turn.stages ? stagesOf(turn.stages, text.stages) : undefined}
        >
          {took}
        </span>
      )}
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
  if (!findings) return [];
  const { hazards = [], suspicion, vulnerable, freezing, sweltering } = findings;
  const notes = [
    suspicion && text.suspicions[suspicion],
    vulnerable && text.findings.vulnerable,
    freezing && text.findings.freezing,
    sweltering && text.findings.sweltering,
  ].filter((words) => typeof words === "string");
  return [
    ...hazards.map((hazard) => ({ words: text.findings.hazard(text.hazards[hazard]), isDanger: true })),
    ...notes.map((words) => ({ words, isDanger: false })),
  ];
}
