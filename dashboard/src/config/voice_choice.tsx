import { useState } from "react";
import type { Language, Voice } from "../api/generated/types.gen";
import { useMay } from "../api/me";
import { LANGUAGES } from "../text/agent_languages";
import { useConfigText } from "../text/config";
import { IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { Icon } from "../ui/icon";
import { useVoiceSample } from "./use_voice_sample";
import { spokenStatus, VoiceSampleStatus } from "./voice_sample_status";
import { VOICES } from "./voices";

type Props = {
  voice: Voice;
  onChange: (voice: Voice) => void;
  /** What the samples say: the company's greeting. */
  greeting: string;
  /** Saves the greeting, if it is not saved yet: a sample says the saved one. False if that failed. */
  save?: () => Promise<boolean>;
};

/** The voices, each with a word about it, and a button that lets it say the greeting. */
export function VoiceChoice({ voice, onChange, greeting, save }: Props) {
  const text = useConfigText().voice;
  const may = useMay();
  const canHear = may("test_agent") && may("edit_configuration");
  const [language, setLanguage] = useState<Language>("english");
  const { heard, stop, toggle } = useVoiceSample({ greeting, save });
  const hear = (each: Voice) => void toggle(each, language);
  return (
    <div className="@container grid gap-3">
      {canHear && (
        <fieldset className="flex flex-wrap items-center gap-x-4">
          <legend className="contents">
            <span className="text-quiet">{text.hearIn}</span>
          </legend>
          {LANGUAGES.map((each) => (
            <label key={each} className="flex items-center gap-2 min-h-11 md:min-h-9 cursor-pointer">
              <input
                type="radio"
                name="sample-language"
                checked={language === each}
                onChange={() => {
                  stop();
                  setLanguage(each);
                }}
                className="size-4 accent-accent"
              />
              {text.languages[each]}
            </label>
          ))}
        </fieldset>
      )}
      <fieldset className="grid gap-1.5 @md:grid-cols-2 @2xl:grid-cols-3">
        <legend className="sr-only">{text.title}</legend>
        {VOICES.map((each) => (
          <div
            key={each}
            className={cx(
              "flex flex-wrap items-center rounded-control border border-line pr-1 hover:bg-hover",
              "has-checked:border-accent has-checked:bg-accent-soft",
            )}
          >
            <label className="flex flex-1 min-w-0 items-center gap-3 pl-3 py-2 min-h-11 cursor-pointer">
              <input
                type="radio"
                name="voice"
                value={each}
                checked={voice === each}
                onChange={() => onChange(each)}
                className="size-4 accent-accent"
              />
              <span className="grid leading-snug">
                <span className="font-medium capitalize">{each}</span>
                <span className="text-quiet">{text.about[each]}</span>
              </span>
            </label>
            {canHear && <HearButton voice={each} heard={heard} onPress={() => hear(each)} />}
            {heard?.voice === each && <VoiceSampleStatus heard={heard} onRetry={() => hear(each)} />}
          </div>
        ))}
      </fieldset>
      <p role="status" className="sr-only">
        {heard && spokenStatus(heard, text)}
      </p>
    </div>
  );
}

type HearProps = { voice: Voice; heard: ReturnType<typeof useVoiceSample>["heard"]; onPress: () => void };

function HearButton({ voice, heard, onPress }: HearProps) {
  const text = useConfigText().voice;
  const state = heard?.voice === voice ? heard.state : undefined;
  const isHeard = state === "playing" || state === "browser";
  const isLoading = state === "loading";
  return (
    <IconButton
      label={isHeard || isLoading ? text.stop(voice) : text.hear(voice)}
      aria-busy={isLoading || undefined}
      onClick={onPress}
      className={cx(isHeard && "text-accent", isLoading && "animate-wait")}
    >
      <Icon name={isHeard || isLoading ? "pause" : "play"} className="size-4.5" />
    </IconButton>
  );
}
