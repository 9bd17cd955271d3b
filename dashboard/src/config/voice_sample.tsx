import { useEffect, useState } from "react";
import type { Voice } from "../api/generated/types.gen";
import { useConfigText } from "../text/config";
import { Button } from "../ui/button";
import { Icon } from "../ui/icon";

/** The greeting, spoken by the browser: it says the words, not the voice that callers hear, and its label says so. */
export function VoiceSample({ voice, greeting }: { voice: Voice; greeting: string }) {
  const text = useConfigText().voice;
  const [isSpeaking, setIsSpeaking] = useState(false);
  const isPossible = useHasVoices();
  useEffect(() => () => globalThis.speechSynthesis?.cancel(), []);
  if (!isPossible || greeting.trim() === "") return null;
  const hear = () => {
    speechSynthesis.cancel();
    if (isSpeaking) return setIsSpeaking(false);
    const words = new SpeechSynthesisUtterance(greeting);
    words.lang = voice === "ballad" || voice === "fable" ? "en-GB" : "en-US";
    words.onend = () => setIsSpeaking(false);
    words.onerror = () => setIsSpeaking(false);
    setIsSpeaking(true);
    speechSynthesis.speak(words);
  };
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Button onClick={hear}>
        <Icon name={isSpeaking ? "pause" : "play"} className="size-4.5" />
        {isSpeaking ? text.stop : text.hear}
      </Button>
      <p className="text-quiet text-[0.8125rem]">{text.browsers}</p>
    </div>
  );
}

/** Browsers load their voices after the page; some have none. */
function useHasVoices(): boolean {
  const [has, setHas] = useState(false);
  useEffect(() => {
    const synthesis = globalThis.speechSynthesis;
    if (!synthesis) return;
    const look = () => setHas(synthesis.getVoices().length > 0);
    look();
    synthesis.addEventListener("voiceschanged", look);
    return () => synthesis.removeEventListener("voiceschanged", look);
  }, []);
  return has;
}
