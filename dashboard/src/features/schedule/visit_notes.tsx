import type { Appointment } from "../../api/generated/types.gen";
import { useMay } from "../../api/me";
import { asProblem } from "../../api/problem";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { useKept } from "../../ui/kept";
import { Panel } from "../../ui/page";
import { ProblemBanner } from "../../ui/states";
import { TextArea } from "../../ui/text_field";
import { toast } from "../../ui/toast";
import { ChangedFirst } from "./changed_first";
import { useEditVisit } from "./visit_changes";

/** What the technician has to know, and what the office notes for itself. */
export function VisitNotes({ visit }: { visit: Appointment }) {
  const text = useText().schedule.visit;
  const may = useMay();
  if (!may("manage_appointments")) {
    if (!visit.access_notes && !visit.note) return null;
    return (
      <Panel title={text.access} className="grid gap-2">
        <p className="px-4 py-3">{visit.access_notes}</p>
        {visit.note && <p className="px-4 pb-3 text-quiet">{visit.note}</p>}
      </Panel>
    );
  }
  return (
    <Panel className="grid divide-y divide-line">
      <NoteField key={`${visit.appointment_id}-access`} visit={visit} field="access_notes" limit={300} />
      <NoteField key={`${visit.appointment_id}-note`} visit={visit} field="note" limit={1_000} />
    </Panel>
  );
}

type Props = { visit: Appointment; field: "access_notes" | "note"; limit: number };

/** What is typed, and the visit as it was when the person began. */
type Unsent = { words: string; before: Appointment };

/** One note. Unsent words stay through a reload; when someone saved the same note first, their words are shown beside. */
function NoteField({ visit, field, limit }: Props) {
  const { schedule: text, common } = useText();
  const isAccess = field === "access_notes";
  const saved = visit[field] ?? "";
  const [unsent, keep] = useKept<Unsent>(`${visit.appointment_id}/${field}`);
  const change = useEditVisit(visit.appointment_id);
  const { words, before } = unsent ?? { words: saved, before: visit };
  // A change of anything else that the page shows does not concern the note.
  const isBehind = (before[field] ?? "") !== saved;
  const isStale = asProblem(change.error).kind === "stale" && change.variables?.version !== visit.version;
  const save = () =>
    change.mutate(
      { version: isBehind && !isStale ? before.version : visit.version, body: { [field]: words.trim() } },
      {
        onSuccess: () => {
          keep(undefined);
          toast(text.visit.saved);
        },
      },
    );
  return (
    <form
      className="grid gap-3 px-4 py-3.5"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextArea
        label={isAccess ? text.visit.access : text.visit.note}
        help={isAccess ? text.visit.accessHelp : text.visit.noteHelp}
        rows={3}
        maxLength={limit}
        value={words}
        readOnly={change.isPending}
        onChange={({ target: { value } }) => keep(value === saved ? undefined : { words: value, before })}
      />
      {isStale && (
        <ChangedFirst before={before} now={visit}>
          {isBehind && <p>{saved ? text.stale.theirs(saved) : text.stale.theirsEmpty}</p>}
        </ChangedFirst>
      )}
      {change.error && !isStale && <ProblemBanner error={change.error} />}
      {unsent !== undefined && words !== saved && (
        <div className="flex flex-wrap justify-end gap-2">
          <Button
            onClick={() => {
              keep(undefined);
              change.reset();
            }}
          >
            {common.cancel}
          </Button>
          <Button type="submit" look="main" isBusy={change.isPending} disabled={!words.trim()} onClick={() => {}}>
            {isStale ? text.stale.again : common.save}
          </Button>
        </div>
      )}
    </form>
  );
}
