import type { CustomerDetails } from "../../api/generated/types.gen";
import { useMay, useMe } from "../../api/me";
import { wrongField } from "../../api/wrong_field";
import { useCustomersText } from "../../text/customers";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { moment } from "../../ui/format";
import { useKept } from "../../ui/kept";
import { Panel } from "../../ui/page";
import { ProblemBanner } from "../../ui/states";
import { TextArea } from "../../ui/text_field";
import { useAddNote } from "./changes";

/** What the office noted about a customer, and a field for the next note. */
export function Notes({ customer }: { customer: CustomerDetails }) {
  const text = useCustomersText();
  const may = useMay();
  const me = useMe();
  return (
    <Panel title={text.notes}>
      {may("manage_customers") && <NewNote key={customer.number} number={customer.number} />}
      {customer.notes.length === 0 && !may("manage_customers") && (
        <p className="px-4 py-3 text-quiet">{text.noNotes}</p>
      )}
      <ul className="divide-y divide-line">
        {customer.notes.map(({ at, by, note }) => (
          <li key={at + by} className="grid gap-0.5 px-4 py-2.5">
            <p className="whitespace-pre-wrap break-words">{note}</p>
            <p className="text-quiet text-[0.8125rem]">{by === me.person_id ? text.byYou(moment(at)) : moment(at)}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Unsent words stay through a reload and a new sign-in. */
function NewNote({ number }: { number: string }) {
  const text = useCustomersText();
  const { common, server } = useText();
  const [kept, keep] = useKept<string>(`customer-note/${number}`);
  const note = kept ?? "";
  const add = useAddNote(number);
  const wrong = wrongField(add.error, "/note");
  return (
    <form
      className="grid gap-2 px-4 py-3 border-b border-line not-printed"
      onSubmit={(event) => {
        event.preventDefault();
        if (!note.trim()) return;
        add.mutate(note.trim(), { onSuccess: () => keep(undefined) });
      }}
    >
      <TextArea
        label={text.newNote}
        rows={2}
        maxLength={1000}
        value={note}
        readOnly={add.isPending}
        error={wrong && server(wrong)}
        onChange={(event) => keep(event.target.value || undefined)}
      />
      {add.error !== null && !wrong && <ProblemBanner error={add.error} />}
      <Button type="submit" className="justify-self-start" isBusy={add.isPending} disabled={!note.trim()}>
        {common.save}
      </Button>
    </form>
  );
}
