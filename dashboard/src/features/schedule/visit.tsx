import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { getAppointmentOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { AppointmentWithTexts } from "../../api/generated/types.gen";
import { useMay, useTenant } from "../../api/me";
import { jobTypeName, usePublished } from "../../api/published";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { Button, buttonClass } from "../../ui/button";
import { phone, visitTime } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { Fact, Page, Panel } from "../../ui/page";
import { SkeletonRows } from "../../ui/skeleton";
import { CancelDialog } from "./cancel_dialog";
import { CorrectDialog } from "./correct_dialog";
import { dayOf } from "./days";
import { MoveDialog } from "./move_dialog";
import { VisitHistory, VisitTexts } from "./visit_history";
import { VisitNotes } from "./visit_notes";

/** One visit: when, who, where and why, its notes, its history and the texts about it. */
export function Visit() {
  const text = useText().schedule;
  const tenant = useTenant();
  const { appointment } = useParams({ from: "/signed-in/schedule/$appointment" });
  const query = useQuery(getAppointmentOptions({ path: { tenant, appointment } }));
  const visit = query.data;
  return (
    <Page
      title={visit ? text.visit.title(visit.name) : text.title}
      before={
        <Link
          to="/schedule"
          search={visit ? { day: dayOf(visit.slot) } : {}}
          className="inline-flex items-center gap-1 min-h-11 md:min-h-8 -ml-1.5 pr-2 text-quiet hover:text-ink not-printed"
        >
          <Icon name="back" className="size-4.5" />
          {text.title}
        </Link>
      }
      beside={
        visit && <Badge tone={visit.status === "booked" ? "good" : "warn"}>{text.visit.states[visit.status]}</Badge>
      }
      actions={visit && <Actions visit={visit} />}
    >
      <Loaded
        query={query}
        skeleton={
          <Panel>
            <SkeletonRows />
          </Panel>
        }
      >
        {(loaded) => <Details visit={loaded} />}
      </Loaded>
    </Page>
  );
}

function Actions({ visit }: { visit: AppointmentWithTexts }) {
  const text = useText().schedule;
  const may = useMay();
  const [open, setOpen] = useState<"correct" | "move" | "cancel">();
  // A dialog stays open to say that someone else cancelled the visit.
  if (!may("manage_appointments") || (visit.status === "cancelled" && !open)) return null;
  const close = () => setOpen(undefined);
  return (
    <>
      <Button onClick={() => setOpen("correct")}>{text.correct.button}</Button>
      <Button onClick={() => setOpen("move")}>{text.move.button}</Button>
      <Button look="wary" onClick={() => setOpen("cancel")}>
        {text.cancel.button}
      </Button>
      {open === "correct" && <CorrectDialog visit={visit} onClose={close} />}
      {open === "move" && <MoveDialog appointment={visit.appointment_id} onClose={close} />}
      {open === "cancel" && <CancelDialog visit={visit} onClose={close} />}
    </>
  );
}

function Details({ visit }: { visit: AppointmentWithTexts }) {
  const text = useText().schedule.visit;
  const may = useMay();
  const published = usePublished();
  const address = [visit.street, visit.city, visit.zip].filter(Boolean).join(", ");
  return (
    <div className="grid lg:grid-cols-[1fr_20rem] items-start gap-4 md:gap-5">
      <div className="grid gap-4 md:gap-5 min-w-0">
        <Panel title={text.panel}>
          <dl className="py-1.5">
            <Fact name={text.time}>
              <b className="font-semibold">{visitTime(visit.slot)}</b>
            </Fact>
            <Fact name={text.job}>{jobTypeName(published, visit.job_type)}</Fact>
            <Fact name={text.address}>{address}</Fact>
            <Fact name={text.problem}>{visit.problem}</Fact>
            {visit.answers?.map(({ id, label, answer }) => (
              <Fact key={id} name={label}>
                {answer ?? text.unknown}
              </Fact>
            ))}
          </dl>
          <div className="flex flex-wrap gap-2 border-t border-line px-4 py-3 not-printed">
            <a href={`tel:${visit.callback}`} className={buttonClass("quiet")}>
              <Icon name="calls" className="size-4.5" />
              {phone(visit.callback)}
            </a>
            <a
              href={`https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(address)}`}
              target="_blank"
              rel="noreferrer"
              className={buttonClass("plain")}
            >
              {text.map}
            </a>
            {visit.call_id && may("read_calls") && (
              <Link to="/calls/$call" params={{ call: visit.call_id }} className={buttonClass("plain")}>
                {text.call}
              </Link>
            )}
            {may("read_customers") && (
              <Link to="/customers/$customer" params={{ customer: visit.callback }} className={buttonClass("plain")}>
                {text.customer}
              </Link>
            )}
          </div>
        </Panel>
        <VisitNotes visit={visit} />
      </div>
      <div className="grid gap-4 md:gap-5 min-w-0">
        <VisitHistory visit={visit} />
        <VisitTexts texts={visit.texts} />
      </div>
    </div>
  );
}
