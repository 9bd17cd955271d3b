import { type FormEvent, useEffect, useRef, useState } from "react";
import { useProposalsText } from "../../text/proposals";
import { Button } from "../../ui/button";
import { Radios } from "../../ui/choices";
import { DialogActions } from "../../ui/dialog_actions";
import { count } from "../../ui/format";
import { Banner, ProblemBanner } from "../../ui/states";
import { TextArea, TextField } from "../../ui/text_field";
import { whyUnread } from "./reading";

export type Typed = { kind: "website" | "text"; website: string; text: string };

/** The most characters of a text that the API reads. */
const LONGEST_TEXT = 50_000;

type Props = {
  typed: Typed;
  onType: (changes: Partial<Typed>) => void;
  isReading: boolean;
  error: unknown;
  onRead: () => void;
};

/** Asks for an address or a text, and says why it could not be read. */
export function SourceForm({ typed, onType, isReading, error, onRead }: Props) {
  const words = useProposalsText();
  const form = useRef<HTMLFormElement>(null);
  const [isChecked, setIsChecked] = useState(false);
  const wrong = isChecked ? wrongOf(typed, words) : undefined;
  useEffect(() => {
    // Those who hear the page hear the problem; those who type go on at the field. On a telephone, the keys would cover the problem.
    if (error && matchMedia("(pointer: fine)").matches)
      form.current?.querySelector<HTMLElement>("input[type=text], textarea")?.focus();
  }, [error]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReading) return;
    setIsChecked(true);
    if (wrongOf(typed, words) === undefined) onRead();
    else form.current?.querySelector<HTMLElement>("input[type=text], textarea")?.focus();
  };
  const { kind } = typed;
  return (
    <form ref={form} noValidate className="grid gap-4" onSubmit={submit}>
      <p className="text-quiet text-pretty">{words.lead}</p>
      {error != null && <Unread error={error} />}
      <fieldset disabled={isReading} className="grid gap-4 min-w-0">
        <Radios
          legend={words.source}
          options={[
            { value: "website", label: words.sources.website },
            { value: "text", label: words.sources.text },
          ]}
          value={kind}
          onChange={(next) => {
            setIsChecked(false);
            onType({ kind: next });
          }}
        />
        {kind === "website" ? (
          <TextField
            label={words.website}
            help={words.websiteHelp}
            inputMode="url"
            autoComplete="url"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="acme.example"
            maxLength={2_000}
            value={typed.website}
            error={wrong}
            onChange={(event) => onType({ website: event.target.value })}
          />
        ) : (
          <TextArea
            label={words.text}
            help={words.textHelp}
            rows={7}
            value={typed.text}
            error={wrong}
            onChange={(event) => onType({ text: event.target.value })}
          />
        )}
      </fieldset>
      <p role="status" className="text-quiet">
        {isReading && (kind === "website" ? words.readingWebsite : words.readingText)}
      </p>
      <DialogActions>
        <Button type="submit" look="main" isBusy={isReading}>
          {isReading ? words.reading : words.read}
        </Button>
      </DialogActions>
    </form>
  );
}

type Words = ReturnType<typeof useProposalsText>;

/** What is typed wrong; the API would refuse it. */
function wrongOf({ kind, website, text }: Typed, words: Words): string | undefined {
  if (kind === "website") return website.trim() === "" ? words.noWebsite : undefined;
  if (text.trim() === "") return words.noText;
  return [...text].length > LONGEST_TEXT ? words.longText(count(LONGEST_TEXT)) : undefined;
}

function Unread({ error }: { error: unknown }) {
  const words = useProposalsText();
  const why = whyUnread(error, words);
  return why ? <Banner tone="bad">{why}</Banner> : <ProblemBanner error={error} />;
}
