// What the dialogs that publish show while the draft is tested, and when it does not pass.

import { type FormEvent, useEffect, useRef, useState } from "react";
import { useMay } from "../../api/me";
import { asProblem } from "../../api/problem";
import { useScenariosText } from "../../text/scenarios";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { DialogActions } from "../../ui/dialog_actions";
import { Banner, ProblemBanner } from "../../ui/states";
import { TextArea } from "../../ui/text_field";
import { ScenarioResults } from "./results";
import { isUntested, type TestedPublish, wasReplaced } from "./tested_publish";

const SHORTEST_REASON = 3;
const LONGEST_REASON = 300;

type Props = {
  flow: TestedPublish;
  onClose: () => void;
  /** Shows the draft anew, after it changed during the test. Without it, it is tested as it is. */
  onReview?: () => void;
};

/** The progress of the test, its result, and what can be done about it. */
export function Testing({ flow, onClose, onReview }: Props) {
  const text = useScenariosText().publish;
  const may = useMay();
  const status = useRef<HTMLParagraphElement>(null);
  const [isAnyway, setIsAnyway] = useState(false);
  // The button that began it is gone.
  useEffect(() => status.current?.focus(), []);
  const { run, isBusy, error } = flow;
  if (!run) return null;
  const isOver = !isBusy && run.state !== "running";
  const hasFailed = isOver && run.state !== "passed";
  const hasChanged = isOver && (wasReplaced(run) || asProblem(error).kind === "stale");
  const again = () => {
    setIsAnyway(false);
    flow.start({ isAgain: true });
  };
  return (
    <div className="grid gap-3">
      <p ref={status} tabIndex={-1} role="status" className="font-medium text-pretty outline-none">
        {sentence(flow, text)}
      </p>
      {run.state === "running" && (
        <>
          <Progress label={text.label} done={run.done} count={run.scenario_count} />
          <p className="text-quiet text-pretty">{text.what}</p>
        </>
      )}
      {flow.isOffline && isBusy && <Banner tone="warn">{text.offline}</Banner>}
      {error !== null && error !== undefined && !isUntested(error) && <ProblemBanner error={error} />}
      {isAnyway ? (
        <Anyway flow={flow} onBack={() => setIsAnyway(false)} />
      ) : (
        <>
          <ScenarioResults run={run} />
          {hasFailed && !hasChanged && !may("publish_untested") && <p className="text-quiet">{text.ownerCan}</p>}
          <DialogActions>
            {hasFailed && !hasChanged && may("publish_untested") && (
              <Button look="wary" className="md:mr-auto" onClick={() => setIsAnyway(true)}>
                {text.anyway}
              </Button>
            )}
            <Button onClick={onClose}>{isBusy ? text.stop : text.change}</Button>
            {!isBusy && (
              <Button look="main" onClick={hasChanged && onReview ? onReview : again}>
                {hasChanged && onReview ? text.review : text.again}
              </Button>
            )}
          </DialogActions>
        </>
      )}
    </div>
  );
}

function Progress({ label, done, count }: { label: string; done: number; count: number }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={done}
      aria-valuemax={count}
      className="h-2 rounded-full bg-sunken overflow-clip"
    >
      <div
        className="h-full rounded-full bg-accent transition-[width]"
        style={{ width: `${(100 * done) / Math.max(count, 1)}%` }}
      />
    </div>
  );
}

type Words = ReturnType<typeof useScenariosText>["publish"];

function sentence({ run, isBusy, error }: TestedPublish, text: Words): string {
  if (!run) return "";
  if (run.state === "running") return text.progress(run.done, run.scenario_count);
  if (error && isUntested(error)) return text.changed;
  if (wasReplaced(run)) return text.replaced;
  if (run.state === "lost") return text.lost;
  if (run.state === "failed") return text.failed(run.failed, run.scenario_count);
  return isBusy ? text.publishing : text.progress(run.done, run.scenario_count);
}

/** An owner's reason to publish what did not pass. */
function Anyway({ flow, onBack }: { flow: TestedPublish; onBack: () => void }) {
  const text = useScenariosText().publish;
  const { back } = useText().common;
  const [reason, setReason] = useState("");
  const [isShort, setIsShort] = useState(false);
  const refused = asProblem(flow.error).fields.find(({ field }) => field.includes("reason"))?.message;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const words = reason.trim();
    setIsShort(words.length < SHORTEST_REASON);
    if (words.length >= SHORTEST_REASON) flow.start({ reason: words });
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-3">
      <p className="text-pretty">{text.anywayWhat}</p>
      <TextArea
        label={text.reason}
        help={text.reasonHelp}
        error={isShort ? text.reasonShort : refused}
        value={reason}
        maxLength={LONGEST_REASON}
        rows={3}
        autoFocus
        onChange={(event) => setReason(event.target.value)}
      />
      <DialogActions>
        <Button onClick={onBack}>{back}</Button>
        <Button type="submit" look="danger" isBusy={flow.isBusy}>
          {text.anyway}
        </Button>
      </DialogActions>
    </form>
  );
}
