import { useState } from "react";
import type { Appointment, EditAppointment } from "../../api/generated/types.gen";
import { asProblem } from "../../api/problem";
import { usePublished } from "../../api/published";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Select } from "../../ui/field";
import { phone } from "../../ui/format";
import { useKept } from "../../ui/kept";
import { Banner, ProblemBanner } from "../../ui/states";
import { TextArea, TextField } from "../../ui/text_field";
import { toast } from "../../ui/toast";
import { missingOf, problemsOf } from "./book_fields";
import { ChangedFirst } from "./changed_first";
import { type CorrectedFields, changesOf, fieldsOf } from "./corrected_fields";
import { useFieldErrors } from "./field_errors";
import { useEditVisit } from "./visit_changes";

/** What is typed, and the visit as it was when the person began: a save changes only what they changed. */
type Unsent = { before: Appointment; fields: CorrectedFields };

/** Corrects who a visit is for, where it is, and what it is about. Its time is changed by a move. */
export function CorrectDialog({ visit, onClose }: { visit: Appointment; onClose: () => void }) {
  const { schedule: text, common } = useText();
  const published = usePublished();
  const [opened] = useState(visit);
  const [kept, keep] = useKept<Unsent>(`${visit.appointment_id}/correct`);
  const { form, errors, show, clear } = useFieldErrors();
  const { before, fields } = kept ?? { before: opened, fields: fieldsOf(opened) };
  const change = useEditVisit(visit.appointment_id);
  const problem = change.error ? asProblem(change.error) : undefined;
  const isStale = problem?.kind === "stale" && before.version !== visit.version;
  const isOther = problem && problem.kind !== "conflict" && problem.fields.length === 0 && !isStale;
  const body: EditAppointment = changesOf(fields, before);
  const field = (name: keyof CorrectedFields) => ({
    value: fields[name],
    onChange: (event: { target: { value: string } }) => {
      keep({ before, fields: { ...fields, [name]: event.target.value } });
      clear(name);
    },
    error: errors[name],
  });
  const save = () => {
    const complete = { ...fields, slot: visit.slot.id, callback: phone(visit.callback), access_notes: "" };
    const missing = missingOf(complete, text.form);
    show(missing.errors);
    if (!missing.body) return;
    change.mutate(
      { version: isStale ? visit.version : before.version, body },
      {
        onSuccess: () => {
          keep(undefined);
          toast(text.visit.saved);
          onClose();
        },
        onError: (error) => show(problemsOf(error).errors),
      },
    );
  };
  return (
    <Dialog title={text.correct.title(before.name)} isOpen onClose={onClose}>
      <form
        ref={form}
        noValidate
        className="grid gap-4 pb-2"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {isStale && <ChangedFirst before={before} now={visit} />}
        {problem?.kind === "conflict" && <Banner tone="bad">{text.correct.isCancelled}</Banner>}
        {isOther && <ProblemBanner error={change.error} />}
        <TextField label={text.form.name} maxLength={80} autoComplete="off" {...field("name")} />
        <TextField label={text.form.street} maxLength={160} autoComplete="off" {...field("street")} />
        <div className="grid grid-cols-[1fr_8rem] items-start gap-4">
          <TextField label={text.form.city} maxLength={60} autoComplete="off" {...field("city")} />
          <TextField label={text.form.zip} inputMode="numeric" maxLength={5} autoComplete="off" {...field("zip")} />
        </div>
        <Select label={text.form.job} {...field("job_type")}>
          {published?.job_types.map((type) => (
            <option key={type.id} value={type.id}>
              {type.name}
            </option>
          ))}
        </Select>
        <TextArea label={text.form.problem} rows={3} maxLength={500} {...field("problem")} />
        <p className="text-quiet text-[0.8125rem]">{text.correct.number}</p>
        <div className="flex max-md:flex-col-reverse md:justify-end gap-2 pt-1 pb-2">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button
            type="submit"
            look="main"
            isBusy={change.isPending}
            disabled={Object.keys(body).length === 0}
            onClick={() => {}}
          >
            {isStale ? text.stale.again : text.correct.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
