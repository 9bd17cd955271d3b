import { useQuery } from "@tanstack/react-query";
import { getEmergencyOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { EmergencySummary } from "../../api/generated/types.gen";
import { useMay, useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { useHandleEmergency, useNoteOf } from "./handling";
import { Item } from "./item";

/** A danger. To acknowledge it ends the paging of the people on call, so that button comes first. */
export function Emergency({ emergency }: { emergency: EmergencySummary }) {
  const text = useText();
  const may = useMay();
  const change = useHandleEmergency(emergency.emergency_id, emergency.handling.version);
  const note = useNoteOf("emergency", emergency.emergency_id);
  const { done } = emergency.handling;
  const actions = may("handle_messages") && (
    <>
      {!emergency.acknowledged_at && !done && (
        <Button look="danger" isBusy={change.isPending} onClick={() => change.mutate({ acknowledged: true })}>
          {text.inbox.acknowledge}
        </Button>
      )}
      <Button isBusy={change.isPending} onClick={() => change.mutate({ done: !done })}>
        {done ? text.inbox.reopen : text.inbox.done}
      </Button>
    </>
  );
  return (
    <Item
      badges={
        <>
          <Badge tone="bad">
            <span className="inline-block first-letter:uppercase">{text.calls.one.hazards[emergency.hazard]}</span>
          </Badge>
          {emergency.acknowledged_at && <Badge tone="accent">{text.inbox.acknowledged}</Badge>}
        </>
      }
      at={emergency.heard_at}
      callback={emergency.callback}
      call={emergency.call_id}
      handling={emergency.handling}
      actions={actions}
      id={emergency.emergency_id}
      noteChange={note}
      error={change.error}
    >
      {!done && <Heard id={emergency.emergency_id} />}
    </Item>
  );
}

/** Who called, from where, and the words that were heard. The list leaves them out; until they are read, the rest is there. */
function Heard({ id }: { id: string }) {
  const tenant = useTenant();
  const { data } = useQuery({ ...getEmergencyOptions({ path: { tenant, emergency: id } }), staleTime: 60_000 });
  const caller = [data?.name, data?.place].filter(Boolean).join(", ");
  if (!caller && !data?.heard) return null;
  return (
    <div className="grid gap-0.5 max-w-prose break-words">
      {caller && <p className="font-semibold">{caller}</p>}
      {data?.heard && <p className="text-pretty">“{data.heard}”</p>}
    </div>
  );
}
