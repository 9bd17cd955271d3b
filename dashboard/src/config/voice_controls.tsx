import { useEffect, useState } from "react";
import { useConfigText } from "../text/config";
import { Button } from "../ui/button";
import type { useVoiceTestCall } from "./use_voice_test_call";
import type { VoiceState } from "./voice_call";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

type Props = {
  state: Extract<VoiceState, { at: "talking" }>;
  call: Pick<ReturnType<typeof useVoiceTestCall>, "mute" | "press" | "hangUp">;
};

/** What a caller can do in a call by voice: mute, press keys, hang up. */
export function VoiceControls({ state, call }: Props) {
  const text = useConfigText().talk;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Length since={state.since} />
        <Button aria-pressed={state.isMuted} onClick={() => call.mute(!state.isMuted)}>
          {text.mute}
        </Button>
        <Button look="danger" onClick={call.hangUp}>
          {text.hangUp}
        </Button>
      </div>
      {state.isMuted && <p className="text-warn">{text.muted}</p>}
      <fieldset className="grid grid-cols-3 gap-2">
        <legend className="text-quiet mb-2">{text.keys}</legend>
        {KEYS.map((digit) => (
          <Button key={digit} aria-label={text.key(digit)} onClick={() => call.press(digit)}>
            {digit}
          </Button>
        ))}
      </fieldset>
    </>
  );
}

function Length({ since }: { since: number }) {
  const text = useConfigText().talk;
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span role="timer" aria-label={text.length} className="min-w-14 tabular-nums text-lg">
      {minutes(now - since)}
    </span>
  );
}

/** 65,000 ms are 1:05. */
export function minutes(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
