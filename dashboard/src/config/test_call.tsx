import { type FormEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import type { TakeTurn, WhichVersion } from "../api/generated/types.gen";
import { useMay } from "../api/me";
import { useConfigText } from "../text/config";
import { useText } from "../text/text";
import { Button } from "../ui/button";
import { Icon } from "../ui/icon";
import { Panel } from "../ui/page";
import { ProblemBanner } from "../ui/states";
import { EarlierTestCalls } from "./earlier_test_calls";
import { TestTurnNotes } from "./test_turn_notes";
import { type Exchange, useTestCall } from "./use_test_call";
import { VoiceTestCall } from "./voice_test_call";

type Props = { version?: WhichVersion; beside?: ReactNode; className?: string };

/** A test call in text: what the agent says, and beside each turn what it decided. It books nothing and pages no one. */
export function TestCall({ version = "draft", beside, className }: Props) {
  const text = useConfigText().test;
  const may = useMay();
  const call = useTestCall(version);
  const log = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const hasBegun = useRef(false);
  const count = call.exchanges.length + (call.waiting ? 1 : 0);
  // Each new turn is scrolled to.
  useEffect(() => {
    // Some browsers return a promise from it, which is no clean-up of an effect.
    void log.current?.scrollTo({ top: log.current.scrollHeight });
    if (count !== 1 || !hasBegun.current || !field.current) return;
    hasBegun.current = false;
    // The button that was pressed is gone. On a telephone, the keys would cover the call.
    if (matchMedia("(pointer: fine)").matches) field.current.focus();
    else field.current.scrollIntoView({ block: "center" });
  }, [count]);
  const begin = () => {
    hasBegun.current = true;
    call.begin();
  };
  if (!may("test_agent")) return null;
  return (
    <Panel title={text.title} beside={beside} {...(className && { className })}>
      {count === 0 ? (
        <>
          <div className="grid gap-3 px-4 py-4">
            <p className="text-quiet text-pretty">{text.lead}</p>
            {call.error && <ProblemBanner error={call.error} />}
            <Button look="main" isBusy={call.isBusy} onClick={begin}>
              <Icon name="calls" className="size-4.5" />
              {text.begin}
            </Button>
          </div>
          <EarlierTestCalls />
        </>
      ) : (
        <>
          <div
            ref={log}
            role="log"
            aria-label={text.title}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
            tabIndex={0}
            className="px-4 py-4 max-h-[55dvh] lg:max-h-[calc(100dvh-22rem)] min-h-48 overflow-y-auto -outline-offset-2"
          >
            <ol className="grid gap-4">
              {call.exchanges.map((exchange) => (
                <Turn key={exchange.answer.turn} exchange={exchange} />
              ))}
              {call.waiting && (
                <li className="grid gap-2">
                  <Did did={call.waiting} />
                  <p className="text-quiet animate-wait">{text.thinking}</p>
                </li>
              )}
            </ol>
          </div>
          <div className="grid gap-3 border-t border-line px-4 py-3">
            {call.error && <ProblemBanner error={call.error} />}
            {call.isOld && <p className="text-warn">{text.old}</p>}
            {call.isOver ? <p className="text-quiet">{text.over}</p> : <CallerForm call={call} field={field} />}
            <div className="flex flex-wrap gap-2">
              <Button isBusy={call.isBusy} look={call.isOver || call.isOld ? "main" : "plain"} onClick={begin}>
                {text.again}
              </Button>
              {!call.isOver && (
                <Button look="plain" isBusy={call.isBusy} onClick={() => call.take({ event: "hang_up" })}>
                  {text.hangUp}
                </Button>
              )}
            </div>
          </div>
        </>
      )}
      <VoiceTestCall version={version} />
    </Panel>
  );
}

function Turn({ exchange: { did, answer } }: { exchange: Exchange }) {
  const text = useText().calls.one;
  return (
    <li className="grid gap-2">
      {did && <Did did={did} />}
      {answer.said.length > 0 && (
        <div className="grid grid-cols-[3.75rem_1fr] gap-3">
          <span className="font-medium text-accent">{text.agent}</span>
          <p className="min-w-0 text-pretty">{answer.said.join(" ")}</p>
        </div>
      )}
      <TestTurnNotes turn={answer} />
    </li>
  );
}

function Did({ did: { say, press, event } }: { did: TakeTurn }) {
  const words = useText().calls.one;
  const text = useConfigText().test;
  return (
    <div className="grid grid-cols-[3.75rem_1fr] gap-3">
      <span className="font-medium">{words.caller}</span>
      {say ? (
        <p className="min-w-0 text-pretty">{say}</p>
      ) : (
        <p className="text-quiet">{press ? words.keyed(press) : event && text.events[event]}</p>
      )}
    </div>
  );
}

/** What the caller can do now: it depends on what the agent waits for. */
function CallerForm({
  call,
  field,
}: {
  call: ReturnType<typeof useTestCall>;
  field: RefObject<HTMLInputElement | null>;
}) {
  const text = useConfigText().test;
  const [words, setWords] = useState("");
  const then = call.last?.then;
  const choices = (["hold", "transfer", "take_voicemail"] as const).find((each) => each === then);
  if (choices) {
    return (
      <div className="flex flex-wrap gap-2">
        {text.choices[choices].map(({ event, words }) => (
          <Button key={event} isBusy={call.isBusy} onClick={() => call.take({ event })}>
            {words}
          </Button>
        ))}
      </div>
    );
  }
  const send = (event: FormEvent) => {
    event.preventDefault();
    const said = words.trim();
    if (!said || call.isBusy) return;
    call.take(/^[\d*#]+$/.test(said) ? { press: said } : { say: said });
    setWords("");
  };
  return (
    <>
      {call.exchanges.length === 1 && (
        <div className="flex flex-wrap gap-2">
          {text.openings.map((opening) => (
            <Button key={opening} isBusy={call.isBusy} onClick={() => call.take({ say: opening })}>
              {opening}
            </Button>
          ))}
        </div>
      )}
      <form onSubmit={send} className="flex gap-2">
        <input
          ref={field}
          type="text"
          aria-label={text.say}
          placeholder={text.say}
          autoComplete="off"
          enterKeyHint="send"
          maxLength={500}
          value={words}
          onChange={(event) => setWords(event.target.value)}
          className="w-full min-w-0 min-h-11 md:min-h-9 rounded-control border border-edge bg-panel px-3 placeholder:text-quiet"
        />
        <Button type="submit" look="main" isBusy={call.isBusy}>
          {text.send}
        </Button>
      </form>
      <Button
        look="plain"
        isBusy={call.isBusy}
        onClick={() => call.take({ event: "silence" })}
        className="justify-self-start"
      >
        {text.silent}
      </Button>
    </>
  );
}
