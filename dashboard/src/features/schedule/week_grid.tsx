import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { AppointmentSummary, SlotPlaces } from "../../api/generated/types.gen";
import { useMay } from "../../api/me";
import { useText } from "../../text/text";
import { cx } from "../../ui/cx";
import { dayParts, dayRange, visitTime, windowTime } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { mayDrop, useCarry } from "./carry";
import { Places } from "./day_view";
import { laterOf, weekOf } from "./days";
import { MoveDialog } from "./move_dialog";
import { isOn, rowsOf, windowsOf } from "./places";
import { VisitCard } from "./visit_card";
import { WindowsMissing } from "./windows_missing";

type Props = { day: string; today: string; places: SlotPlaces[]; visits: AppointmentSummary[] };
type Drop = { visit: AppointmentSummary; window: SlotPlaces };

/** A week as a grid: days beside each other, windows below each other. Visits are moved by dragging, or with the keys. */
export function WeekGrid({ day, today, places, visits }: Props) {
  const text = useText().schedule;
  const may = useMay();
  const days = weekOf(day);
  const rows = rowsOf(places);
  const grid = days.map((each) => {
    const windows = windowsOf(places, each);
    return rows.map(({ starts, ends }) => windows.find(({ slot }) => slot.starts === starts && slot.ends === ends));
  });
  const [drop, setDrop] = useState<Drop>();
  const carry = useCarry(grid, (visit, window) => setDrop({ visit, window }));
  const { carried } = carry;
  if (rows.length === 0) return <WindowsMissing from={laterOf(day, today)} />;
  const isMovable = may("manage_appointments");
  return (
    <div className="grid gap-2">
      <div className="rounded-panel border border-line bg-panel shadow-panel overflow-x-auto">
        <table className="w-full min-w-[52rem] table-fixed border-collapse">
          <caption className="sr-only">{dayRange(days[0] ?? day, days[6] ?? day)}</caption>
          <thead>
            <tr className="border-b border-line">
              <th scope="col" className="w-22 px-2 py-2 text-left text-xs font-medium text-quiet">
                {text.window}
              </th>
              {days.map((each) => (
                <DayHead key={each} day={each} isToday={each === today} />
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {rows.map((row, place) => (
              <tr key={row.key} className="divide-x divide-line">
                <th scope="row" className="px-2 py-2 align-top text-left text-xs font-medium text-quiet tabular-nums">
                  {windowTime(row)}
                </th>
                {days.map((each, column) => {
                  const window = grid[column]?.[place];
                  const isOver = carried !== undefined && window !== undefined && carried.over === window;
                  const isTarget = carried !== undefined && mayDrop(carried.visit, window);
                  return (
                    <td
                      key={each}
                      data-slot={window?.slot.id}
                      onDragOver={(event) => {
                        if (!isTarget) return;
                        event.preventDefault();
                        if (!isOver) carry.over(window);
                      }}
                      onDrop={(event) => {
                        event.preventDefault();
                        if (window) carry.dropped(window);
                      }}
                      className={cx(
                        "h-28 p-1.5 align-top",
                        !window && "bg-sunken",
                        isTarget && "bg-accent-soft",
                        isOver && "outline-2 -outline-offset-2 outline-accent",
                      )}
                    >
                      {window && (
                        <Cell window={window}>
                          {visits
                            .filter((visit) => visit.slot.id === window.slot.id && isOn(visit))
                            .map((visit) => (
                              <VisitCard
                                key={visit.appointment_id}
                                visit={visit}
                                isMovable={isMovable}
                                isCarried={carried?.visit.appointment_id === visit.appointment_id}
                                onDragStart={(event) => {
                                  event.dataTransfer.effectAllowed = "move";
                                  event.dataTransfer.setData("text/plain", visit.appointment_id);
                                  carry.lifted(visit);
                                }}
                                onDragEnd={carry.stopped}
                                onKeyDown={(event) => isMovable && carry.pressed(event, visit)}
                              />
                            ))}
                        </Cell>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isMovable && <p className="text-xs text-quiet not-printed">{text.dragHint}</p>}
      <p aria-live="assertive" className="sr-only">
        {carried?.isByKey && carried.over && <CarriedOver visit={carried.visit} over={carried.over} />}
      </p>
      {drop && (
        <MoveDialog appointment={drop.visit.appointment_id} to={drop.window.slot} onClose={() => setDrop(undefined)} />
      )}
    </div>
  );
}

function CarriedOver({ visit, over }: { visit: AppointmentSummary; over: SlotPlaces }) {
  const text = useText().schedule;
  const places =
    visit.slot.id === over.slot.id ? text.move.same : mayDrop(visit, over) ? text.left(over.left) : text.mayNotDrop;
  return text.carrying(visit.name, visitTime(over.slot), places);
}

function DayHead({ day, isToday }: { day: string; isToday: boolean }) {
  const { weekday, date } = dayParts(day);
  return (
    <th scope="col" className="p-1 font-medium">
      <Link
        to="/schedule"
        search={{ view: "day", day }}
        aria-current={isToday ? "date" : undefined}
        className="flex items-center justify-center gap-1.5 rounded-control min-h-9 hover:bg-hover"
      >
        <span className="text-quiet">{weekday}</span>
        <span
          className={cx(
            "grid place-items-center min-w-6 h-6 px-1 rounded-full tabular-nums",
            isToday && "bg-accent text-on-accent",
          )}
        >
          {date}
        </span>
      </Link>
    </th>
  );
}

function Cell({ window, children }: { window: SlotPlaces; children: ReactNode }) {
  const text = useText().schedule;
  const may = useMay();
  return (
    <div className="grid gap-1.5">
      <div className="flex items-center justify-between gap-1 min-h-6 pl-1 text-xs">
        <Places window={window} isShort />
        {window.bookable && may("manage_appointments") && (
          <Link
            to="/schedule/book"
            search={{ slot: window.slot.id }}
            aria-label={text.bookAt(visitTime(window.slot))}
            className="grid place-items-center size-6 rounded-md text-quiet hover:bg-hover hover:text-ink"
          >
            <Icon name="plus" className="size-4" />
          </Link>
        )}
      </div>
      {children}
      {!may("read_customers") && window.booked > 0 && (
        <span className="pl-1 font-medium">{text.visits(window.booked)}</span>
      )}
    </div>
  );
}
