// A day on paper, for a technician without a telephone's signal: each visit with what the list does not have.

import { useQueries } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { getAppointmentOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { Appointment, AppointmentSummary } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { jobTypeName, usePublished } from "../../api/published";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { fullDay, phone, windowTime } from "../../ui/format";

type Props = { day: string; visits: AppointmentSummary[] };

/**
 * Reads the details of the day's visits, then prints. The browser's own command prints without them: then their columns are left
 * out, since an empty cell says that there is no problem and no gate code.
 */
export function PrintDay({ day, visits }: Props) {
  const text = useText().schedule;
  const tenant = useTenant();
  const [isWanted, setIsWanted] = useState(false);
  const details = useQueries({
    queries: visits.map(({ appointment_id: appointment }) => ({
      ...getAppointmentOptions({ path: { tenant, appointment } }),
      enabled: isWanted,
    })),
  });
  const isReady = isWanted && details.every(({ isPending, isError }) => !isPending || isError);
  useEffect(() => {
    if (!isReady) return;
    setIsWanted(false);
    print();
  }, [isReady]);
  const isDetailed = details.some(({ data }) => data);
  const columns = [
    text.arrival,
    text.form.who,
    text.visit.job,
    ...(isDetailed ? [text.visit.problem, text.notes] : []),
  ];
  if (visits.length === 0) return null;
  return (
    <>
      <div className="max-md:hidden flex justify-end not-printed">
        <Button look="plain" isBusy={isWanted} onClick={() => setIsWanted(true)}>
          {text.print}
        </Button>
      </div>
      <table className="hidden print:table w-full border-collapse text-left text-xs">
        <caption className="text-left text-base font-semibold pb-3">{text.printedFor(fullDay(day))}</caption>
        <thead>
          <tr className="border-b-2 border-ink">
            {columns.map((name) => (
              <th key={name} scope="col" className="py-1.5 pr-3 font-semibold">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {visits.map((visit, place) => (
            <PrintedVisit
              key={visit.appointment_id}
              visit={visit}
              isDetailed={isDetailed}
              details={details[place]?.data}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

type VisitProps = { visit: AppointmentSummary; isDetailed: boolean; details: Appointment | undefined };

function PrintedVisit({ visit, isDetailed, details }: VisitProps) {
  const published = usePublished();
  const { schedule, problems } = useText();
  const { unknown } = schedule.visit;
  return (
    <tr className="border-b border-ink/40 break-inside-avoid align-top">
      <td className="py-2 pr-3 whitespace-nowrap tabular-nums">{windowTime(visit.slot)}</td>
      <td className="py-2 pr-3">
        <b className="block font-semibold">{visit.name}</b>
        <span className="block">{visit.street}</span>
        <span className="block">{[details?.city, visit.zip].filter(Boolean).join(" ")}</span>
        <span className="block whitespace-nowrap">{phone(visit.callback)}</span>
      </td>
      <td className="py-2 pr-3">{jobTypeName(published, visit.job_type)}</td>
      {isDetailed && !details && (
        <td colSpan={2} className="py-2">
          {problems.unavailable.title}
        </td>
      )}
      {details && (
        <>
          <td className="py-2 pr-3">{details.problem}</td>
          <td className="py-2">
            {details.access_notes}
            {details.answers?.map(({ id, label, answer }) => (
              <span key={id} className="block">
                {label}: {answer ?? unknown}
              </span>
            ))}
            {details.note && <span className="block">{details.note}</span>}
          </td>
        </>
      )}
    </tr>
  );
}
