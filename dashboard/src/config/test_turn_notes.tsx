import type { TestTurn } from "../api/generated/types.gen";
import { useConfigText } from "../text/config";
import { useText } from "../text/text";
import { Badge } from "../ui/badge";
import { phone, seconds } from "../ui/format";
import { Icon } from "../ui/icon";

/** What was decided in a turn: dangers, tools with what they were asked and answered, who would be called, and how long it took. */
export function TestTurnNotes({ turn }: { turn: TestTurn }) {
  const text = useConfigText().test;
  const words = useText().calls.one;
  const { triage, emergency, tools } = turn.decided;
  const next = turn.then in text.next ? text.next[turn.then as keyof typeof text.next] : undefined;
  return (
    <div className="ml-18 grid gap-2 min-w-0">
      <div className="flex flex-wrap items-center gap-2">
        {emergency && <Badge tone="bad">{text.emergency(words.hazards[emergency])}</Badge>}
        {triage && triage !== emergency && <Badge tone="warn">{words.findings.hazard(words.hazards[triage])}</Badge>}
        {next && <Badge tone="accent">{turn.ringing ? `${next}: ${phone(turn.ringing)}` : next}</Badge>}
        <span className="text-xs text-quiet tabular-nums">
          {turn.decided.model ?? (turn.decided.model_requests > 0 ? text.byModel : text.byRules)} ·{" "}
          {seconds(turn.latency_ms.total)}
        </span>
      </div>
      {tools.map((tool, place) => (
        <details
          // biome-ignore lint/suspicious/noArrayIndexKey: the tools of a turn do not change places
          key={place}
          className="rounded-control border border-line open:bg-sunken"
        >
          <summary className="flex items-center gap-2 px-3 min-h-11 md:min-h-8 text-quiet hover:text-ink list-none cursor-pointer">
            <Icon name="tool" className="size-4" />
            {words.tools[tool.name] ?? tool.name}
          </summary>
          <div className="grid gap-2 px-3 pb-3 text-[0.8125rem]">
            <p className="font-mono text-xs whitespace-pre-wrap break-words">
              {typeof tool.arguments === "string" ? tool.arguments : JSON.stringify(tool.arguments, null, 1)}
            </p>
            {tool.result && <p className="whitespace-pre-wrap break-words">{tool.result}</p>}
          </div>
        </details>
      ))}
    </div>
  );
}
