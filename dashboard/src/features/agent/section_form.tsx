// What the forms of all parts have in common: messages about conflicts and refusals, and the bar that saves.

import { type ReactNode, useState } from "react";
import type { Configuration } from "../../api/generated/types.gen";
import { useMay } from "../../api/me";
import { asProblem } from "../../api/problem";
import { changesBetween } from "../../config/changes";
import { ChangesList } from "../../config/changes_list";
import { useNameOf } from "../../config/draft";
import type { Section } from "../../config/section";
import { useAgentText } from "../../text/agent";
import { useConfigText } from "../../text/config";
import { Button } from "../../ui/button";
import { useFirstWrong } from "../../ui/first_wrong";
import { moment } from "../../ui/format";
import { Banner, ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { Bar, DraftBar } from "./draft_bar";

type Field = keyof Configuration;

export function SectionForm<F extends Field>({ form, children }: { form: Section<F>; children: ReactNode }) {
  const text = useAgentText();
  const may = useMay();
  const nameOf = useNameOf();
  const [isRestored] = useState(form.isChanged);
  const { errors } = form;
  const element = useFirstWrong(errors.length > 0 ? errors : undefined);
  const save = async () => {
    let words = text.bar.saved;
    if (await form.save((by) => (words = text.bar.savedWith(nameOf(by))))) toast(words);
  };
  const canEdit = may("edit_configuration");
  return (
    <form
      ref={element}
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {!canEdit && <Banner tone="accent">{text.readOnly}</Banner>}
      {isRestored && form.isChanged && !form.conflict && <Banner tone="accent">{text.restored}</Banner>}
      {form.conflict && <Conflict form={form} conflict={form.conflict} />}
      {form.error !== undefined && <Refusal form={form} />}
      <fieldset disabled={!canEdit} className="grid gap-4 min-w-0">
        {children}
      </fieldset>
      {form.isChanged && canEdit ? (
        <Bar words={text.bar.unsaved}>
          <Button look="plain" onClick={form.discard}>
            {text.bar.discard}
          </Button>
          <Button type="submit" look="main" isBusy={form.isSaving} disabled={form.conflict !== undefined}>
            {text.bar.save}
          </Button>
        </Bar>
      ) : (
        <DraftBar />
      )}
    </form>
  );
}

/** Why the API refused the changes, each line with the name of what it is about. */
function Refusal<F extends Field>({ form }: { form: Section<F> }) {
  const text = useAgentText();
  const { fields } = useConfigText();
  if (asProblem(form.error).kind !== "invalid" || form.errors.length === 0) return <ProblemBanner error={form.error} />;
  const nameOf = (pointer: string) => {
    const [first = "", ...rest] = pointer.split("/").slice(1);
    const known = [...rest, first].findLast((part) => part in fields) as keyof typeof fields | undefined;
    const place = rest.find((part) => /^\d+$/.test(part));
    return `${known ? fields[known] : first}${place === undefined ? "" : ` ${Number(place) + 1}`}`;
  };
  return (
    <Banner tone="bad">
      <b className="font-semibold">{text.wrong(form.errors.length)}</b>
      <ul>
        {form.errors.map(({ field, message }) => (
          <li key={field}>
            {nameOf(field)}: {message}
          </li>
        ))}
      </ul>
    </Banner>
  );
}

type ConflictProps<F extends Field> = { form: Section<F>; conflict: NonNullable<Section<F>["conflict"]> };

/** Someone saved the same part first: who, what they changed, what the person changed, and two ways on. */
function Conflict<F extends Field>({ form, conflict: { before, theirs, by, at } }: ConflictProps<F>) {
  const text = useAgentText().conflict;
  const words = useConfigText();
  const nameOf = useNameOf();
  return (
    <div role="alert" className="grid gap-3 rounded-panel border border-warn/50 bg-warn-soft px-4 py-3.5">
      <div>
        <p className="font-semibold text-warn">{text.title(nameOf(by), moment(at))}</p>
        <p>{text.what}</p>
      </div>
      <div className="grid md:grid-cols-2 gap-4">
        {(
          [
            [text.theirs, theirs],
            [text.yours, form.value],
          ] as const
        ).map(([title, part]) => (
          <section key={title} className="grid gap-2 content-start rounded-control bg-panel px-3.5 py-3">
            <h2 className="font-semibold">{title}</h2>
            <ChangesList changes={changesBetween(before, part, words)} />
          </section>
        ))}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button look="main" onClick={form.keepMine}>
          {text.keepMine}
        </Button>
        <Button onClick={form.discard}>{text.takeTheirs}</Button>
      </div>
    </div>
  );
}
