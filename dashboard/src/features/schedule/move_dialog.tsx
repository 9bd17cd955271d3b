import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getAppointmentOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { Appointment, Slot } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { asProblem } from "../../api/problem";
import { usePublished } from "../../api/published";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Switch } from "../../ui/field";
import { visitTime } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { Banner, ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { ChangedFirst } from "./changed_first";
import { dayOf, laterOf, todayIn } from "./days";
import { useMoveVisit } from "./visit_changes";
import { slotOn, WindowChoice } from "./window_choice";

type Props = { appointment: string; to?: Slot; onClose: () => void };

/** Moves a visit to another window: the one that it was dropped on, or one that is chosen here. */
export function MoveDialog({ appointment, to, onClose }: Props) {
  const text = useText().schedule.move;
  const tenant = useTenant();
  const query = useQuery(getAppointmentOptions({ path: { tenant, appointment } }));
  const [seen, setSeen] = useState<Appointment>();
  const before = seen ?? query.data;
  if (query.data && !seen) setSeen(query.data);
  return (
    <Dialog title={text.title(before?.name ?? "…")} isOpen onClose={onClose}>
      <Loaded query={query} skeleton={<div className="h-64" />}>
        {(visit) => <MoveForm before={before ?? visit} visit={visit} to={to} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
}

type FormProps = { before: Appointment; visit: Appointment; to: Slot | undefined; onClose: () => void };

function MoveForm({ before, visit, to, onClose }: FormProps) {
  const text = useText().schedule.move;
  const common = useText().common;
  const stale = useText().schedule.stale;
  const today = todayIn(usePublished()?.time_zone);
  const [day, setDay] = useState(to ? dayOf(to) : laterOf(dayOf(visit.slot), today));
  const [slot, setSlot] = useState<Slot | undefined>(to);
  const [isNotified, setIsNotified] = useState(true);
  const move = useMoveVisit(visit.appointment_id);
  const chosen = slotOn(slot?.id, day);
  const kind = move.error ? asProblem(move.error).kind : undefined;
  const isStale = kind === "stale" && before.version !== visit.version;
  const save = () => {
    if (!slot || !chosen) return;
    const body = { slot: chosen, notify_customer: isNotified };
    move.mutate(
      { version: isStale ? visit.version : before.version, body },
      {
        onSuccess: () => {
          toast(text.done(visitTime(slot)));
          onClose();
        },
      },
    );
  };
  return (
    <form
      className="grid gap-4 pb-2"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <p className="text-quiet">{text.now(visitTime(visit.slot))}</p>
      {isStale && <ChangedFirst before={before} now={visit} />}
      {kind === "conflict" && <Banner tone="bad">{visit.status === "cancelled" ? text.isCancelled : text.full}</Banner>}
      {kind && kind !== "conflict" && !isStale && <ProblemBanner error={move.error} />}
      <WindowChoice day={day} onDay={setDay} slot={chosen} onSlot={setSlot} current={visit.slot.id} earliest={today} />
      <Switch label={text.notify} help={text.notifyMove} isOn={isNotified} onChange={setIsNotified} />
      <div className="flex max-md:flex-col-reverse md:justify-end gap-2 pt-1 pb-2">
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button
          type="submit"
          look="main"
          isBusy={move.isPending}
          disabled={!chosen || chosen === visit.slot.id || visit.status === "cancelled"}
          onClick={() => {}}
        >
          {isStale ? stale.again : text.save}
        </Button>
      </div>
    </form>
  );
}
