import { useState } from "react";
import type { ScenarioOfRun, ScenarioRun } from "../../api/generated/types.gen";
import { useScenariosText } from "../../text/scenarios";
import { Icon } from "../../ui/icon";
import { TestConversation } from "../test_conversation";
import { sentenceOf, titleOf } from "./findings";
import { useNames } from "./names";

/** How long what was said in a test call is kept. */
const KEPT_MS = 24 * 3_600_000;

/** The calls of a run: those that did not go well first, with what does not hold. */
export function ScenarioResults({ run }: { run: ScenarioRun }) {
  const text = useScenariosText();
  if (run.state === "running") {
    return (
      <ul className="grid">
        {run.scenarios.map((scenario) => (
          <Row key={scenario.key} scenario={scenario} />
        ))}
      </ul>
    );
  }
  const passed = run.scenarios.filter(({ result }) => result?.passed);
  const others = run.scenarios.filter(({ result }) => !result?.passed);
  return (
    <div className="grid gap-2">
      {others.length > 0 && (
        <ul className="grid divide-y divide-line">
          {others.map((scenario) => (
            <Row key={scenario.key} scenario={scenario} isOver />
          ))}
        </ul>
      )}
      {passed.length > 0 && (
        <details open={others.length === 0}>
          <summary className="flex items-center gap-2 min-h-11 md:min-h-9 text-quiet hover:text-ink cursor-pointer list-none">
            <Icon name="check" className="size-4.5 text-good" />
            {text.passedOnes(passed.length)}
          </summary>
          <ul className="grid">
            {passed.map((scenario) => (
              <Row key={scenario.key} scenario={scenario} isOver />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** The scenario, its state in a word, what does not hold, and what was said. */
function Row({ scenario, isOver = false }: { scenario: ScenarioOfRun; isOver?: boolean }) {
  const text = useScenariosText();
  const names = useNames();
  const { result } = scenario;
  const state = result ? (result.passed ? "passed" : "failed") : isOver ? "lost" : "waiting";
  const looks = {
    passed: { icon: "check", colour: "text-good" },
    failed: { icon: "warning", colour: "text-bad" },
    lost: { icon: "warning", colour: "text-warn" },
    waiting: { icon: "clock", colour: "text-quiet" },
  } as const;
  return (
    <li className="grid grid-cols-[1.125rem_1fr_auto] gap-x-3 py-1.5">
      <Icon name={looks[state].icon} className={`size-4.5 mt-0.5 ${looks[state].colour}`} />
      <span className={state === "failed" ? "font-medium" : ""}>{titleOf(scenario, text)}</span>
      <span className="text-quiet text-[0.8125rem]">{text.states[state]}</span>
      {result && (
        <div className="col-start-2 col-span-2 grid">
          {result.findings.map((finding) => (
            <p key={`${finding.code} ${finding.expected}`} className="text-pretty">
              {sentenceOf(finding, names)}
            </p>
          ))}
          {isOver && result.test_call_id && <WasSaid id={result.test_call_id} at={result.at} />}
        </div>
      )}
    </li>
  );
}

function WasSaid({ id, at }: { id: string; at: string }) {
  const text = useScenariosText();
  const [isOpen, setIsOpen] = useState(false);
  if (Date.now() - Date.parse(at) > KEPT_MS) return <p className="text-quiet">{text.wasSaidGone}</p>;
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="inline-flex items-center min-h-11 md:min-h-8 text-accent font-medium cursor-pointer list-none hover:underline underline-offset-2">
        {text.wasSaid}
      </summary>
      {isOpen && (
        <div className="rounded-control border border-line bg-sunken p-3">
          <TestConversation id={id} />
        </div>
      )}
    </details>
  );
}
