import { Link } from "@tanstack/react-router";
import type { AppointmentSummary, SlotPlaces } from "../../api/generated/types.gen";
import { useMay } from "../../api/me";
import { useText } from "../../text/text";
import { buttonClass } from "../../ui/button";
import { cx } from "../../ui/cx";
import { visitTime, windowTime } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Panel } from "../../ui/page";
import { laterOf } from "./days";
import { isOn, windowsOf } from "./places";
import { PrintDay } from "./print_day";
import { VisitRow } from "./visit_card";
import { WindowsMissing } from "./windows_missing";

type Props = { day: string; today: string; places: SlotPlaces[]; visits: AppointmentSummary[] };

/** One day: each window with the places left and its visits, then what was cancelled or moved away. */
export function DayView({ day, today, places, visits }: Props) {
  const text = useText().schedule;
  const windows = windowsOf(places, day);
  const gone = visits.filter((visit) => !isOn(visit));
  return (
    <>
      <div className="grid gap-3 md:gap-4 not-printed">
        {windows.length === 0 && <WindowsMissing from={laterOf(day, today)} />}
        {windows.map((window) => (
          <Window
            key={window.slot.id}
            window={window}
            visits={visits.filter((visit) => visit.slot.id === window.slot.id && isOn(visit))}
          />
        ))}
        {gone.length > 0 && (
          <details className="rounded-panel border border-line bg-panel overflow-clip">
            <summary className="flex items-center px-4 min-h-11 md:min-h-9 text-quiet hover:text-ink cursor-pointer">
              {text.gone(gone.length)}
            </summary>
            <ul className="divide-y divide-line border-t border-line">
              {gone.map((visit) => (
                <li key={`${visit.appointment_id}${visit.slot.id}`}>
                  <VisitRow
                    visit={visit}
                    note={visit.moved_to ? text.movedTo(visitTime(visit.moved_to)) : text.cancelled}
                  />
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <PrintDay day={day} visits={visits.filter(isOn)} />
    </>
  );
}

function Window({ window, visits }: { window: SlotPlaces; visits: AppointmentSummary[] }) {
  const text = useText().schedule;
  const may = useMay();
  const isShown = may("read_customers");
  return (
    <Panel>
      <header className="flex items-center justify-between gap-3 border-b border-line last:border-0 pl-4 pr-2 py-1.5 min-h-13 md:min-h-12">
        <h2 className="font-semibold tabular-nums">{windowTime(window.slot)}</h2>
        <div className="flex items-center gap-2">
          <Places window={window} />
          {window.bookable && may("manage_appointments") && (
            <Link
              to="/schedule/book"
              search={{ slot: window.slot.id }}
              aria-label={text.bookAt(visitTime(window.slot))}
              className={buttonClass("plain")}
            >
              <Icon name="plus" className="size-4.5" />
              <span className="max-md:sr-only">{text.book}</span>
            </Link>
          )}
        </div>
      </header>
      {isShown && visits.length === 0 && window.booked === 0 && (
        <p className="px-4 py-2.5 text-quiet">{text.noVisits}</p>
      )}
      {!isShown && <p className="px-4 py-2.5">{text.visits(window.booked)}</p>}
      {visits.length > 0 && (
        <ul className="divide-y divide-line">
          {visits.map((visit) => (
            <li key={visit.appointment_id}>
              <VisitRow visit={visit} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** How many places a window has left, in words. */
export function Places({ window, isShort = false }: { window: SlotPlaces; isShort?: boolean }) {
  const text = useText().schedule;
  const words = window.left === 0 ? text.full : isShort ? text.leftShort(window.left) : text.left(window.left);
  return (
    <span className={cx("mr-2 text-quiet tabular-nums", window.left === 0 && "font-medium text-warn")}>{words}</span>
  );
}
