import { Link } from "@tanstack/react-router";
import type { SlotPlaces } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { cx } from "../../ui/cx";
import { day as dayName, dayParts, month } from "../../ui/format";
import { weeksOfMonth } from "./days";
import { windowsOf } from "./places";

type Props = { day: string; today: string; places: SlotPlaces[] };

/** A month: how many visits each day has, and how many more fit. Each day leads to its view. */
export function MonthView({ day, today, places }: Props) {
  const weeks = weeksOfMonth(day);
  return (
    <div className="rounded-panel border border-line bg-panel shadow-panel overflow-clip">
      <table className="w-full table-fixed border-collapse">
        <caption className="sr-only">{month(day)}</caption>
        <thead>
          <tr className="border-b border-line text-quiet text-xs">
            {weeks[0]?.map((each) => (
              <th key={each} scope="col" className="px-1 py-2 font-medium">
                {dayParts(each).weekday}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {weeks.map((week) => (
            <tr key={week[0]} className="divide-x divide-line">
              {week.map((each) => (
                <td key={each} className="p-0 align-top">
                  <DayCell
                    day={each}
                    isToday={each === today}
                    isPast={each < today}
                    isOutside={each.slice(0, 7) !== day.slice(0, 7)}
                    windows={windowsOf(places, each)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type CellProps = { day: string; isToday: boolean; isPast: boolean; isOutside: boolean; windows: SlotPlaces[] };

function DayCell({ day, isToday, isPast, isOutside, windows }: CellProps) {
  const text = useText().schedule;
  const booked = windows.reduce((sum, window) => sum + window.booked, 0);
  const left = windows.reduce((sum, window) => sum + window.left, 0);
  const share = booked + left > 0 ? booked / (booked + left) : 0;
  const places = windows.length === 0 ? text.closed : left === 0 ? text.full : text.left(left);
  return (
    <Link
      to="/schedule"
      search={{ view: "day", day }}
      aria-current={isToday ? "date" : undefined}
      className={cx(
        "grid content-start gap-1 min-h-18 md:min-h-24 p-1.5 md:p-2.5 hover:bg-hover -outline-offset-2",
        isOutside && "bg-sunken",
      )}
    >
      <span className="sr-only">
        {dayName(day)}: {text.visits(booked)}
        {!isPast && `, ${places}`}
      </span>
      <span
        aria-hidden="true"
        className={cx(
          "grid place-items-center size-6 rounded-full text-[0.8125rem] tabular-nums",
          isToday ? "bg-accent text-on-accent font-semibold" : isOutside || isPast ? "text-quiet" : "text-ink",
        )}
      >
        {dayParts(day).date}
      </span>
      {booked > 0 && (
        <span aria-hidden="true" className="font-medium tabular-nums leading-tight">
          <span className="md:hidden">{booked}</span>
          <span className="max-md:hidden">{text.visits(booked)}</span>
        </span>
      )}
      {!isPast && windows.length > 0 && (
        <>
          <span
            aria-hidden="true"
            className={cx("max-md:hidden text-xs tabular-nums", left === 0 ? "text-warn font-medium" : "text-quiet")}
          >
            {left === 0 ? text.full : text.leftShort(left)}
          </span>
          <Share share={share} isFull={left === 0} />
        </>
      )}
    </Link>
  );
}

/** How full a day is, as a line. */
function Share({ share, isFull }: { share: number; isFull: boolean }) {
  return (
    <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" className="w-full h-1 mt-0.5">
      <rect width={100} height={4} rx={2} className="fill-line" />
      <rect width={100 * share} height={4} rx={2} className={isFull ? "fill-warn" : "fill-accent"} />
    </svg>
  );
}
