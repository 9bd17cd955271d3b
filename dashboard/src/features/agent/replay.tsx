import { Link } from "@tanstack/react-router";
import type { Replay, ReplayTurn, ScenarioRun } from "../../api/generated/types.gen";
import { sentenceOf } from "../../config/scenarios/findings";
import { useNames } from "../../config/scenarios/names";
import { useScenariosText } from "../../text/scenarios";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { buttonClass } from "../../ui/button";
import { OutcomeBadge } from "../../ui/outcome";
import { Panel } from "../../ui/page";
import { Banner } from "../../ui/states";
import { turnDiffers } from "./replay_turns";

/** What was said then and now, turn by turn: beside each other, and below each other on a telephone. */
export function ReplayView({ run, replay }: { run: ScenarioRun; replay: Replay }) {
  const { replay: text, wasSaidGone } = useScenariosText();
  const names = useNames();
  const isOver = run.state !== "running";
  const problem = run.scenarios[0]?.result?.findings[0];
  const isKept = replay.turns.some(({ now }) => now.length > 0);
  const isCompared = isOver && !problem && isKept;
  const differing = replay.turns.filter(turnDiffers).length;
  return (
    <>
      {problem && (
        <Banner tone="bad">
          {text.notMade} {sentenceOf(problem, names)}
        </Banner>
      )}
      <Panel
        title={text.title}
        beside={isCompared && (differing > 0 ? text.differences(differing) : text.noDifference)}
      >
        {!isOver && <p className="px-4 py-3 text-quiet">{text.waiting}</p>}
        {isOver && !problem && !isKept && <p className="px-4 py-3 text-quiet">{wasSaidGone}</p>}
        <Outcomes replay={replay} />
        <ol className="divide-y divide-line border-t border-line">
          {replay.turns.map((turn, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the turns of a call do not change places
            <Turn key={place} turn={turn} isCompared={isCompared} />
          ))}
        </ol>
      </Panel>
      {run.call_id && (
        <Link to="/calls/$call" params={{ call: run.call_id }} className={`${buttonClass()} justify-self-start`}>
          {text.toCall}
        </Link>
      )}
    </>
  );
}

function Outcomes({ replay: { outcome_then, outcome_now } }: { replay: Replay }) {
  const text = useScenariosText().replay;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
      <span className="font-medium">{text.outcome}</span>
      <span className="inline-flex items-center gap-2">
        {text.before}: <OutcomeBadge outcome={outcome_then} />
      </span>
      {outcome_now && (
        <>
          <span className="inline-flex items-center gap-2">
            {text.now}: <OutcomeBadge outcome={outcome_now} />
          </span>
          <span className="text-quiet">{outcome_now === outcome_then ? text.sameOutcome : text.otherOutcome}</span>
        </>
      )}
    </div>
  );
}

function Turn({ turn, isCompared }: { turn: ReplayTurn; isCompared: boolean }) {
  const text = useScenariosText().replay;
  const differs = turnDiffers(turn);
  return (
    <li className="grid gap-2 px-4 py-3">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <p className="min-w-0">
          {turn.caller ? (
            <>
              <span className="font-medium">{text.caller}:</span> {turn.caller}
            </>
          ) : (
            <span className="text-quiet">{text.greeting}</span>
          )}
        </p>
        {isCompared && <Badge tone={differs ? "warn" : "plain"}>{differs ? text.differs : text.same}</Badge>}
      </div>
      <div className="grid md:grid-cols-2 gap-2 md:gap-4">
        <Side name={text.before} said={turn.then} tools={turn.tools_then} />
        {isCompared && <Side name={text.now} said={turn.now} tools={turn.tools_now} isNow />}
      </div>
    </li>
  );
}

type SideProps = { name: string; said: string[]; tools: string[] | undefined; isNow?: boolean };

function Side({ name, said, tools = [], isNow = false }: SideProps) {
  const text = useScenariosText().replay;
  const names = useText().calls.one.tools;
  return (
    <section
      className={`rounded-control border px-3 py-2 min-w-0 ${isNow ? "border-accent" : "border-line bg-sunken"}`}
    >
      <h3 className={`text-[0.8125rem] font-medium ${isNow ? "text-accent" : "text-quiet"}`}>{name}</h3>
      {said.length === 0 && tools.length === 0 && <p className="text-quiet">{text.over}</p>}
      {said.map((words, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a sentence may repeat
        <p key={place} className="text-pretty break-words">
          {words}
        </p>
      ))}
      {tools.length > 0 && (
        <p className="text-quiet text-[0.8125rem]">
          {text.used}: {tools.map((tool) => names[tool] ?? tool).join(", ")}
        </p>
      )}
    </section>
  );
}
