import { type ConfigText, useConfigText } from "../text/config";
import { Button } from "../ui/button";
import { Banner, ProblemBanner } from "../ui/states";
import type { HeardVoice } from "./use_voice_sample";

/** What is heard, in words. What failed has an alert of its own. */
export function spokenStatus({ voice, state }: HeardVoice, text: ConfigText["voice"]): string {
  return state === "failed" || state === "unsaved" ? "" : text.states[state](voice);
}

type Props = { heard: HeardVoice; onRetry: () => void };

/** What is heard, or why nothing is, beside the voice. The form says the words of a status to those who hear the page. */
export function VoiceSampleStatus({ heard, onRetry }: Props) {
  const text = useConfigText().voice;
  if (heard.state === "failed") {
    return (
      <div className="basis-full grid gap-2 justify-items-start px-3 pb-3">
        <ProblemBanner error={heard.error} />
        <Button onClick={onRetry}>{text.again(heard.voice)}</Button>
      </div>
    );
  }
  if (heard.state === "unsaved") {
    return (
      <div className="basis-full px-3 pb-3">
        <Banner tone="bad">{text.unsaved}</Banner>
      </div>
    );
  }
  return (
    <p aria-hidden className="basis-full px-3 pb-2 text-quiet text-[0.8125rem] text-pretty">
      {spokenStatus(heard, text)}
    </p>
  );
}
