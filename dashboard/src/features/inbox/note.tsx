import { useState } from "react";
import type { Handling } from "../../api/generated/types.gen";
import { asProblem } from "../../api/problem";
import { wrongField } from "../../api/wrong_field";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { useKept } from "../../ui/kept";
import { Banner, ProblemBanner } from "../../ui/states";
import { TextArea } from "../../ui/text_field";
import { toast } from "../../ui/toast";
import type { NoteChange } from "./handling";

/** What is typed and not saved, and the note and the version when the person began: the list refreshes by itself meanwhile. */
type Unsent = { words: string; before: string; version: number };

/** The unsent note of an item, which stays through a reload, and whether its field is open. */
export function useUnsentNote(id: string) {
  const [unsent, keep] = useKept<Unsent>(`inbox-note/${id}`);
  const [isOpen, setIsOpen] = useState(unsent !== undefined);
  return { unsent, keep, isOpen, setIsOpen };
}

type Props = {
  handling: Handling;
  /** Saves a note on the version of the item that the person saw. */
  change: NoteChange;
  note: ReturnType<typeof useUnsentNote>;
};

/** The field of a note. When someone saved first, theirs is shown beside. */
export function NoteForm({ handling, change, note: { unsent, keep, setIsOpen } }: Props) {
  const { inbox: text, common, server } = useText();
  const [opened] = useState(handling);
  const { note = "", version: begun } = opened;
  const { words, before, version } = unsent ?? { words: note ?? "", before: note ?? "", version: begun };
  // Who takes or finishes the item does not concern its note.
  const isBehind = before !== (handling.note ?? "");
  const isStale = asProblem(change.error).kind === "stale" && change.variables?.version !== handling.version;
  const wrong = wrongField(change.error, "/note");
  const close = () => {
    keep(undefined);
    change.reset();
    setIsOpen(false);
  };
  const save = () =>
    change.mutate(
      { version: isBehind && !isStale ? version : handling.version, note: words.trim() },
      {
        onSuccess: () => {
          toast(text.noteSaved);
          close();
        },
      },
    );
  return (
    <form
      className="grid gap-2 max-w-prose"
      onSubmit={(event) => {
        event.preventDefault();
        if (words.trim()) save();
      }}
    >
      <TextArea
        label={text.note}
        rows={2}
        maxLength={1_000}
        autoFocus
        value={words}
        readOnly={change.isPending}
        error={wrong && server(wrong)}
        onChange={(event) => keep({ words: event.target.value, before, version })}
      />
      {isStale && (
        <Banner tone="warn">{isBehind && handling.note ? text.theirNote(handling.note) : text.changedFirst}</Banner>
      )}
      {change.error !== null && !isStale && !wrong && <ProblemBanner error={change.error} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="main" isBusy={change.isPending} disabled={!words.trim()}>
          {isStale ? text.saveMine : common.save}
        </Button>
        <Button onClick={close}>{common.cancel}</Button>
      </div>
    </form>
  );
}
