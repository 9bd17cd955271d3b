import type { Voice } from "../api/generated/types.gen";
import { useConfigText } from "../text/config";
import { cx } from "../ui/cx";
import { VoiceSample } from "./voice_sample";
import { VOICES } from "./voices";

type Props = {
  voice: Voice;
  onChange: (voice: Voice) => void;
  /** What the samples say: the company's greeting. */
  greeting: string;
};

/** The voices, each with a word about it, and the greeting spoken. */
export function VoiceChoice({ voice, onChange, greeting }: Props) {
  const text = useConfigText().voice;
  return (
    <div className="@container grid gap-3">
      <fieldset className="grid gap-1.5 @md:grid-cols-2 @2xl:grid-cols-3">
        <legend className="sr-only">{text.title}</legend>
        {VOICES.map((each) => (
          <label
            key={each}
            className={cx(
              "flex items-center gap-3 rounded-control border border-line px-3 py-2 min-h-11 cursor-pointer hover:bg-hover",
              "has-checked:border-accent has-checked:bg-accent-soft",
            )}
          >
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
        ))}
      </fieldset>
      <VoiceSample voice={voice} greeting={greeting} />
    </div>
  );
}
