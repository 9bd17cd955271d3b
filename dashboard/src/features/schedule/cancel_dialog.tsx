import { useState } from "react";
import type { Appointment } from "../../api/generated/types.gen";
import { asProblem } from "../../api/problem";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Switch } from "../../ui/field";
import { visitTime } from "../../ui/format";
import { useKept } from "../../ui/kept";
import { Banner, ProblemBanner } from "../../ui/states";
import { TextArea } from "../../ui/text_field";
import { toast } from "../../ui/toast";
import { ChangedFirst } from "./changed_first";
import { useCancelVisit } from "./visit_changes";

/** Cancels a visit with a reason, and texts the customer if wanted. */
export function CancelDialog({ visit, onClose }: { visit: Appointment; onClose: () => void }) {
  const { schedule: text } = useText();
  const words = text.cancel;
  // The visit as it was when the dialog opened: the dialog shows a change by someone else.
  const [before] = useState(visit);
  const [reason, keep] = useKept<string>(`${visit.appointment_id}/cancel`);
  const [isNotified, setIsNotified] = useState(true);
  const [isMissing, setIsMissing] = useState(false);
  const cancel = useCancelVisit(visit.appointment_id);
  const kind = cancel.error ? asProblem(cancel.error).kind : undefined;
  const isStale = kind === "stale" && before.version !== visit.version;
  const save = () => {
    if (!reason?.trim()) return setIsMissing(true);
    cancel.mutate(
      {
        version: isStale ? visit.version : before.version,
        body: { reason: reason.trim(), notify_customer: isNotified },
      },
      {
        onSuccess: () => {
          keep(undefined);
          toast(words.done);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog title={words.title(visit.name)} isOpen onClose={onClose}>
      <form
        className="grid gap-4 pb-2"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <p className="text-quiet">{visitTime(visit.slot)}</p>
        {isStale && <ChangedFirst before={before} now={visit} />}
        {kind === "conflict" && <Banner tone="bad">{words.already}</Banner>}
        {kind && kind !== "conflict" && !isStale && <ProblemBanner error={cancel.error} />}
        <TextArea
          label={words.reason}
          help={words.reasonHelp}
          error={isMissing && !reason?.trim() ? words.reasonMissing : undefined}
          rows={2}
          maxLength={300}
          value={reason ?? ""}
          onChange={(event) => keep(event.target.value || undefined)}
        />
        <Switch label={text.move.notify} help={text.move.notifyCancel} isOn={isNotified} onChange={setIsNotified} />
        <div className="flex max-md:flex-col-reverse md:justify-end gap-2 pt-1 pb-2">
          <Button onClick={onClose}>{words.keep}</Button>
          <Button type="submit" look="danger" isBusy={cancel.isPending} onClick={() => {}}>
            {isStale ? text.stale.again : words.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
