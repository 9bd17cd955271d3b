import type { Appointment, CustomerText, VisitChange } from "../../api/generated/types.gen";
import { useNameOf } from "../../api/names";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { fullMoment, moment, visitTime } from "../../ui/format";
import { Panel } from "../../ui/page";

/** Who booked the visit, and what changed since, the latest first. */
export function VisitHistory({ visit }: { visit: Appointment }) {
  const text = useText().schedule.visit;
  const nameOf = useNameOf();
  const who = (by: string | null | undefined) => (by ? text.bookedBy(nameOf(by)) : text.byCaller);
  return (
    <Panel title={text.history}>
      <ol className="divide-y divide-line">
        {visit.history.toReversed().map((change) => (
          <li key={change.at + change.change} className="grid gap-0.5 px-4 py-2.5">
            <Change change={change} />
            <When at={change.at} who={who(change.by)} />
          </li>
        ))}
        <li className="grid gap-0.5 px-4 py-2.5">
          <span>{text.booked}</span>
          <When at={visit.booked_at} who={who(visit.booked_by)} />
        </li>
      </ol>
    </Panel>
  );
}

function Change({ change }: { change: VisitChange }) {
  const text = useText().schedule.visit;
  const words = change.change === "moved" && change.from ? text.changes.moved(visitTime(change.from)) : undefined;
  return (
    <>
      <span>{words ?? (change.change === "moved" ? text.changes.noted : text.changes[change.change])}</span>
      {change.reason && <span className="text-quiet">“{change.reason}”</span>}
      {change.notify_customer != null && (
        <span className="text-quiet text-[0.8125rem]">{change.notify_customer ? text.notified : text.notNotified}</span>
      )}
    </>
  );
}

function When({ at, who }: { at: string; who: string }) {
  return (
    <span className="text-quiet text-[0.8125rem]">
      <time dateTime={at} title={fullMoment(at)}>
        {moment(at)}
      </time>{" "}
      {who}
    </span>
  );
}

/** The texts to the customer about the visit; nothing if there are none. */
export function VisitTexts({ texts }: { texts: CustomerText[] }) {
  const text = useText().schedule.visit;
  if (texts.length === 0) return null;
  return (
    <Panel title={text.texts}>
      <ul className="divide-y divide-line">
        {texts.map((each) => (
          <li key={each.at + each.kind} className="grid gap-1 px-4 py-2.5">
            <span className="flex items-center justify-between gap-3">
              {text.textKinds[each.kind]}
              <Badge tone={each.state === "undeliverable" ? "bad" : each.state === "sent" ? "good" : "plain"}>
                {text.textStates[each.state] ?? each.state}
              </Badge>
            </span>
            <span className="text-quiet text-[0.8125rem]">{moment(each.at)}</span>
            {each.confirmed_at && <span className="text-good">{text.confirmed(moment(each.confirmed_at))}</span>}
            {each.advice && <span className="text-quiet">{each.advice}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
