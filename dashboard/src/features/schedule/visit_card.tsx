import { Link } from "@tanstack/react-router";
import type { DragEvent, KeyboardEvent } from "react";
import type { AppointmentSummary } from "../../api/generated/types.gen";
import { jobTypeName, usePublished } from "../../api/published";
import { useText } from "../../text/text";
import { cx } from "../../ui/cx";
import { moment, phone } from "../../ui/format";
import { Icon } from "../../ui/icon";

type Props = {
  visit: AppointmentSummary;
  isCarried?: boolean;
  isMovable?: boolean;
  onDragStart?: (event: DragEvent) => void;
  onDragEnd?: () => void;
  onKeyDown?: (event: KeyboardEvent) => void;
};

/** A visit in the week: it can be dragged, or picked up with a key. */
export function VisitCard({ visit, isCarried = false, isMovable = false, ...events }: Props) {
  const published = usePublished();
  return (
    <Link
      to="/schedule/$appointment"
      params={{ appointment: visit.appointment_id }}
      draggable={isMovable}
      {...events}
      aria-keyshortcuts={isMovable ? "M" : undefined}
      data-visit={visit.appointment_id}
      className={cx(
        "block min-w-0 rounded-control border border-l-3 border-line border-l-accent bg-panel px-2 py-1 leading-snug hover:bg-hover",
        isMovable && "md:cursor-grab active:cursor-grabbing",
        isCarried && "outline-2 outline-accent bg-accent-soft",
      )}
    >
      <b className="block truncate font-medium">{visit.name}</b>
      <span className="block truncate text-xs text-quiet">{jobTypeName(published, visit.job_type)}</span>
      <span className="block truncate text-xs text-quiet tabular-nums">
        {visit.zip} · {visit.street}
      </span>
      <Confirmed visit={visit} />
    </Link>
  );
}

/** That the customer confirmed the time by a text; nothing if they did not. */
function Confirmed({ visit }: { visit: AppointmentSummary }) {
  const text = useText().schedule;
  if (!visit.confirmed_at) return null;
  return (
    <span
      className="inline-flex items-center gap-0.5 text-xs text-good"
      title={text.visit.confirmed(moment(visit.confirmed_at))}
    >
      <Icon name="check" className="size-3.5" />
      {text.confirmed}
    </span>
  );
}

/** A visit as a row of a day: who, where, what, and the number. */
export function VisitRow({ visit, note }: { visit: AppointmentSummary; note?: string }) {
  const published = usePublished();
  return (
    <Link
      to="/schedule/$appointment"
      params={{ appointment: visit.appointment_id }}
      className="grid grid-cols-[1fr_auto] md:grid-cols-[12rem_14rem_1fr_9rem] items-baseline gap-x-4 px-4 py-2.5 hover:bg-hover -outline-offset-2"
    >
      <span className="min-w-0 flex flex-wrap items-baseline gap-x-2">
        <b className="min-w-0 truncate font-medium">{visit.name}</b>
        <Confirmed visit={visit} />
      </span>
      <span className="min-w-0 truncate text-quiet max-md:row-start-3 max-md:col-span-2">
        {jobTypeName(published, visit.job_type)}
      </span>
      <span className="min-w-0 truncate text-quiet max-md:row-start-2 max-md:col-span-2">
        {note ? `${note} · ` : ""}
        {visit.street}, {visit.zip}
      </span>
      <span className="text-quiet tabular-nums text-right max-md:row-start-1 max-md:col-start-2">
        {phone(visit.callback)}
      </span>
    </Link>
  );
}
