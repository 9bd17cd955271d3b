import { useConfigText } from "../text/config";
import { cx } from "../ui/cx";
import { TextArea } from "../ui/text_field";
import { has, MANNERS, toggled } from "./personality";

type Props = { personality: string; onChange: (personality: string) => void; error?: string | undefined };

/** How the agent behaves: manners to tick, and the company's own words below. */
export function PersonalityChoice({ personality, onChange, error }: Props) {
  const text = useConfigText().personality;
  return (
    <div className="@container grid gap-3">
      <fieldset className="grid gap-1.5 @md:grid-cols-3">
        <legend className="font-medium mb-1.5">{text.title}</legend>
        {MANNERS.map((manner) => (
          <label
            key={manner}
            className={cx(
              "flex items-start gap-3 rounded-control border border-line px-3 py-2 min-h-11 cursor-pointer hover:bg-hover",
              "has-checked:border-accent has-checked:bg-accent-soft",
            )}
          >
            <input
              type="checkbox"
              checked={has(personality, manner)}
              onChange={() => onChange(toggled(personality, manner))}
              className="size-4 mt-0.5 accent-accent"
            />
            <span className="grid leading-snug">
              <span className="font-medium">{text.manners[manner].name}</span>
              <span className="text-quiet">{text.manners[manner].what}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <TextArea
        label={text.words}
        help={text.wordsHelp}
        value={personality}
        maxLength={1000}
        rows={4}
        error={error}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
