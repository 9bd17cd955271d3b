// Hearing a voice say the company's greeting: a sample of the voice that callers hear, or the browser's own voice where there is
// none. One is heard at a time.

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { getVoiceSample } from "../api/generated/sdk.gen";
import type { Language, Voice } from "../api/generated/types.gen";
import { useTenant } from "../api/me";
import { asProblem } from "../api/problem";
import { AGENT_LANGUAGES, LANGUAGES } from "../text/agent_languages";
import { hasBrowserVoice, speakByBrowser } from "./browser_voice";
import { draftOptions, tagOf } from "./draft";

export type HeardVoice = {
  voice: Voice;
  /** `unsaved` when the greeting could not be saved before; `mute` when there is no sample and the browser has no voice. */
  state: "loading" | "playing" | "browser" | "mute" | "unsaved" | "failed";
  error?: unknown;
};

type Said = {
  /** The greeting, for the browser's voice. */
  greeting: string;
  /** Saves what the sample says, if it is not saved yet; false if that failed. */
  save?: (() => Promise<boolean>) | undefined;
};

export function useVoiceSample({ greeting, save }: Said) {
  const tenant = useTenant();
  const client = useQueryClient();
  const [heard, setHeard] = useState<HeardVoice>();
  // What stops the sample, and the press that asked for it: a later press overtakes an answer that is on its way.
  const stopping = useRef<() => void>(undefined);
  const latest = useRef(0);
  const stop = () => {
    latest.current += 1;
    stopping.current?.();
    stopping.current = undefined;
    setHeard(undefined);
  };
  useEffect(
    () => () => {
      latest.current += 1;
      stopping.current?.();
    },
    [],
  );

  const sampleOf = (voice: Voice, language: Language): Promise<Blob | null> => {
    const draft = client.getQueryData(draftOptions(tenant).queryKey);
    return client.fetchQuery({
      queryKey: ["voice-sample", tenant, draft && tagOf(draft), voice, language],
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: async ({ signal }) => {
        try {
          const query = { version: "draft", language };
          const { data } = await getVoiceSample({ path: { tenant, voice }, query, signal, throwOnError: true });
          return data;
        } catch (error) {
          // There is no sample of the voice here.
          if (asProblem(error).kind === "not-found") return null;
          throw error;
        }
      },
    });
  };

  const toggle = async (voice: Voice, language: Language) => {
    const isHeard = heard?.voice === voice && ["loading", "playing", "browser"].includes(heard.state);
    stop();
    if (isHeard) return;
    const press = latest.current;
    const show = (state: HeardVoice["state"], error?: unknown) => {
      if (latest.current === press) setHeard({ voice, state, error });
      return latest.current === press;
    };
    const done = () => {
      if (latest.current === press) stop();
    };
    show("loading");
    try {
      if (save && !(await save())) {
        show("unsaved");
        return;
      }
      const sample = await sampleOf(voice, language);
      const canSpeak = sample === null && (await hasBrowserVoice());
      if (latest.current !== press) return;
      if (sample) {
        stopping.current = await play(sample, done);
        // Another press came while the sound began.
        if (!show("playing")) stopping.current();
      } else if (canSpeak) {
        const draft = client.getQueryData(draftOptions(tenant).queryKey);
        const other = language !== LANGUAGES[0] && draft;
        const words = other ? AGENT_LANGUAGES[language].greeting(draft.configuration) : greeting;
        stopping.current = speakByBrowser(words, langOf(voice, language), done);
        show("browser");
      } else {
        show("mute");
      }
    } catch (error) {
      show("failed", error);
    }
  };
  return { heard, stop, toggle };
}

async function play(sample: Blob, onEnd: () => void): Promise<() => void> {
  const address = URL.createObjectURL(sample);
  const audio = new Audio(address);
  const stop = () => {
    audio.onended = null;
    audio.pause();
    URL.revokeObjectURL(address);
  };
  audio.onended = () => {
    stop();
    onEnd();
  };
  try {
    await audio.play();
  } catch (error) {
    stop();
    throw error;
  }
  return stop;
}

function langOf(voice: Voice, language: Language): string {
  const isBritish = language === LANGUAGES[0] && (voice === "ballad" || voice === "fable");
  return isBritish ? "en-GB" : AGENT_LANGUAGES[language].tag;
}
