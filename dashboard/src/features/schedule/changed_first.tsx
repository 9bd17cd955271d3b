import type { ReactNode } from "react";
import type { Appointment } from "../../api/generated/types.gen";
import { useNameOf } from "../../api/names";
import { useText } from "../../text/text";
import { moment, visitTime } from "../../ui/format";
import { Banner } from "../../ui/states";
import { fieldsOf } from "./corrected_fields";

type Props = { before: Appointment; now: Appointment; action?: ReactNode; children?: ReactNode };

/** Someone changed a visit while this person was at it: who, when, and what differs. */
export function ChangedFirst({ before, now, action, children }: Props) {
  const text = useText().schedule;
  const nameOf = useNameOf();
  const last = now.history.at(-1);
  const differences = [
    before.slot.id !== now.slot.id && text.stale.moved(visitTime(before.slot), visitTime(now.slot)),
    before.status !== now.status && text.stale.cancelled,
    JSON.stringify(fieldsOf(before)) !== JSON.stringify(fieldsOf(now)) && text.stale.corrected,
    (before.note !== now.note || before.access_notes !== now.access_notes) && text.stale.noted,
  ].filter(Boolean);
  return (
    <Banner tone="warn" action={action}>
      <b className="font-semibold">{text.stale.title(last?.by ? nameOf(last.by) : text.stale.caller)}</b>{" "}
      {differences.join(" ")} {last && <span className="whitespace-nowrap">({moment(last.at)})</span>}
      {children}
    </Banner>
  );
}
