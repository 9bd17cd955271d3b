import { Link } from "@tanstack/react-router";
import type { AppointmentSummary, SlotPlaces } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { cx } from "../../ui/cx";
import { day as dayName, windowTime } from "../../ui/format";
import { dayOf, laterOf, weekOf } from "./days";
import { isOn, windowsOf } from "./places";
import { WindowsMissing } from "./windows_missing";

type Props = { day: string; today: string; places: SlotPlaces[]; visits: AppointmentSummary[] };

/** A week on a telephone: the days below each other. */
export function WeekList({ day, today, places, visits }: Props) {
  const text = useText().schedule;
  const days = weekOf(day).filter((each) => windowsOf(places, each).length > 0);
  if (days.length === 0) return <WindowsMissing from={laterOf(day, today)} />;
  return (
    <ul className="grid gap-3">
      {days.map((each) => {
        const on = visits.filter((visit) => dayOf(visit.slot) === each && isOn(visit));
        const windows = windowsOf(places, each);
        const left = windows.reduce((sum, window) => sum + window.left, 0);
        const booked = windows.reduce((sum, window) => sum + window.booked, 0);
        return (
          <li key={each} className="rounded-panel border border-line bg-panel shadow-panel overflow-clip">
            <Link
              to="/schedule"
              search={{ view: "day", day: each }}
              aria-current={each === today ? "date" : undefined}
              className="flex items-center justify-between gap-3 px-4 min-h-11 hover:bg-hover -outline-offset-2"
            >
              <b className={cx("font-semibold", each === today && "text-accent")}>{dayName(each)}</b>
              <span className="text-quiet tabular-nums">
                {text.visits(booked)}
                {each >= today && ` · ${left === 0 ? text.full : text.leftShort(left)}`}
              </span>
            </Link>
            {on.length > 0 && (
              <ul className="divide-y divide-line border-t border-line">
                {on.map((visit) => (
                  <li key={visit.appointment_id}>
                    <Link
                      to="/schedule/$appointment"
                      params={{ appointment: visit.appointment_id }}
                      className="grid px-4 py-2 hover:bg-hover -outline-offset-2"
                    >
                      <span className="text-quiet text-xs tabular-nums">{windowTime(visit.slot)}</span>
                      <span className="truncate font-medium">{visit.name}</span>
                      <span className="truncate text-quiet">
                        {visit.street}, {visit.zip}
                      </span>
                    </Link>
                  </li>
                ))}
              </ul>
            )}
          </li>
        );
      })}
    </ul>
  );
}
