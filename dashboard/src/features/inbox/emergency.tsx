import type { EmergencySummary } from "../../api/generated/types.gen";
import { useMay } from "../../api/me";
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
    />
  );
}
