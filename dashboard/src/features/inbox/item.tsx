// What messages and emergencies have in common: who to call back, who takes care, what the office notes, and the line about a refused
// change.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Handling } from "../../api/generated/types.gen";
import { useMay, useMe } from "../../api/me";
import { useNameOf } from "../../api/names";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { buttonClass } from "../../ui/button";
import { fullMoment, moment, phone } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { ProblemBanner } from "../../ui/states";
import type { NoteChange } from "./handling";
import { NoteForm, useUnsentNote } from "./note";

type Props = {
  badges: ReactNode;
  at: string;
  callback: string | null | undefined;
  call: string | null | undefined;
  handling: Handling;
  actions: ReactNode;
  id: string;
  noteChange: NoteChange;
  error: unknown;
  children?: ReactNode;
};

const LINK = "inline-flex items-center min-h-11 md:min-h-8 text-accent font-medium hover:underline underline-offset-2";

export function Item({ badges, at, callback, call, handling, actions, id, noteChange, error, children }: Props) {
  const text = useText().inbox;
  const may = useMay();
  const note = useUnsentNote(id);
  const mayNote = may("handle_messages");
  return (
    <li className="grid gap-2.5 px-4 py-3.5">
      <div className="flex flex-wrap items-center gap-2">
        {badges}
        <HandlingBadge handling={handling} />
        <time dateTime={at} title={fullMoment(at)} className="text-quiet tabular-nums md:ml-auto">
          {moment(at)}
        </time>
      </div>
      {children}
      <HandledBy handling={handling} />
      {note.isOpen && mayNote ? (
        <NoteForm handling={handling} change={noteChange} note={note} />
      ) : (
        handling.note && <p className="whitespace-pre-wrap break-words max-w-prose text-pretty">{handling.note}</p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {callback && (
          <a href={`tel:${callback}`} className={buttonClass("quiet")}>
            <Icon name="calls" className="size-4.5" />
            {phone(callback)}
          </a>
        )}
        {actions}
      </div>
      <div className="flex flex-wrap items-center gap-x-5 -my-1.5">
        {call && (
          <Link to="/calls/$call" params={{ call }} className={LINK}>
            {text.toCall}
          </Link>
        )}
        {callback && may("read_customers") && (
          <Link to="/customers/$customer" params={{ customer: callback }} className={LINK}>
            {text.toCustomer}
          </Link>
        )}
        {mayNote && !note.isOpen && (
          <button type="button" onClick={() => note.setIsOpen(true)} className={LINK}>
            {handling.note ? text.editNote : text.addNote}
          </button>
        )}
      </div>
      {error !== null && error !== undefined && <ProblemBanner error={error} />}
    </li>
  );
}

function HandlingBadge({ handling }: { handling: Handling }) {
  const text = useText().inbox;
  const me = useMe();
  if (handling.done) return <Badge tone="good">{text.isDone}</Badge>;
  if (!handling.taken) return null;
  return <Badge tone="accent">{handling.taken.by === me.person_id ? text.takenByYou : text.taken}</Badge>;
}

/** Who took it and who closed it, by name. */
function HandledBy({ handling: { taken, done } }: { handling: Handling }) {
  const text = useText().inbox;
  const nameOf = useNameOf();
  const lines = [
    taken && text.takenBy(nameOf(taken.by), moment(taken.at)),
    done && text.doneBy(nameOf(done.by), moment(done.at)),
  ].filter(Boolean);
  if (lines.length === 0) return null;
  return <p className="text-quiet text-[0.8125rem]">{lines.join(" · ")}</p>;
}
