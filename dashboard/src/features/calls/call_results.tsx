import type { CallDetails } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { phone, visitTime } from "../../ui/format";
import { Panel } from "../../ui/page";

/** The visits, messages and emergencies of the call; nothing if there are none. */
export function CallResults({ details }: { details: CallDetails }) {
  const text = useText().calls.one;
  const { appointments, messages, emergencies } = details;
  if (appointments.length + messages.length + emergencies.length === 0) return null;
  return (
    <Panel title={text.result}>
      <ul className="divide-y divide-line">
        {emergencies.map((emergency) => (
          <li key={emergency.emergency_id} className="grid justify-items-start gap-1 px-4 py-3">
            <Badge tone="bad">
              {text.emergency}: {text.hazards[emergency.hazard]}
            </Badge>
            {emergency.callback && <span>{phone(emergency.callback)}</span>}
          </li>
        ))}
        {appointments.map((visit) => (
          <li key={visit.appointment_id} className="grid justify-items-start gap-1 px-4 py-3">
            <Badge tone={visit.status === "cancelled" ? "plain" : "good"}>
              {visit.status === "cancelled" ? text.cancelledVisit : text.visit}
            </Badge>
            <b className="font-semibold">{visitTime(visit.slot)}</b>
            <span>
              {visit.name}, {phone(visit.callback)}
            </span>
            <span className="text-quiet">{[visit.street, visit.city, visit.zip].filter(Boolean).join(", ")}</span>
            <span className="text-quiet">{visit.problem}</span>
          </li>
        ))}
        {messages.map((message) => (
          <li key={message.message_id} className="grid justify-items-start gap-1 px-4 py-3">
            <Badge tone="accent">{text.message}</Badge>
            {message.name && <b className="font-semibold">{message.name}</b>}
            {message.callback && <span>{phone(message.callback)}</span>}
            {message.words && <span className="text-quiet">{message.words}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
