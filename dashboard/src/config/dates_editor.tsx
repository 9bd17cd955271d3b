import { useState } from "react";
import type { Closure, WeeklyHours } from "../api/generated/types.gen";
import { useConfigText } from "../text/config";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { Icon } from "../ui/icon";
import { DateRow } from "./date_row";
import { datesOf } from "./dates";
import { holidaysFrom, MOST_CLOSE, SPOKEN } from "./holidays";

type Props = {
  closures: Closure[];
  weekly: WeeklyHours;
  /** The date of today in the company's zone. */
  today: string;
  onChange: (closures: Closure[]) => void;
  errorAt?: (pointer: string) => string | undefined;
};

/** The holidays of the next twelve months and the company's own dates, each with the hours it has then. */
export function DatesEditor({ closures, weekly, today, onChange, errorAt = () => undefined }: Props) {
  const text = useConfigText().dates;
  const [open, setOpen] = useState<string>();
  const holidays = holidaysFrom(today);
  const dates = datesOf(closures, today);
  const unplanned = holidays.filter(
    ({ holiday, date }) => MOST_CLOSE.includes(holiday) && !closures.some((closure) => closure.date === date),
  );
  const past = closures.filter(({ date }) => date < today);
  const set = (date: string, closure: Closure | undefined) => {
    const others = closures.filter((each) => each.date !== date);
    onChange((closure ? [...others, closure] : others).sort((one, other) => one.date.localeCompare(other.date)));
  };
  return (
    <div className="@container">
      {unplanned.length > 1 && (
        <div className="flex flex-wrap items-center justify-between gap-2 px-4 py-2.5 border-b border-line">
          <span className="text-quiet">{text.unplanned(unplanned.length)}</span>
          <Button
            onClick={() =>
              onChange(
                [
                  ...closures,
                  ...unplanned.map(({ holiday, date }) => ({ date, name: SPOKEN[holiday], hours: [] })),
                ].sort((one, other) => one.date.localeCompare(other.date)),
              )
            }
          >
            {text.closeThem}
          </Button>
        </div>
      )}
      <ul className="divide-y divide-line">
        {dates.map((each) => {
          const place = closures.findIndex((closure) => closure.date === each.date);
          return (
            <DateRow
              key={each.date}
              {...each}
              weekly={weekly}
              isOpen={open === each.date}
              onToggle={() => setOpen(open === each.date ? undefined : each.date)}
              onChange={(closure) => set(each.date, closure)}
              errorAt={(field) => (place < 0 ? undefined : errorAt(`/hours/closures/${place}${field}`))}
            />
          );
        })}
      </ul>
      <AddDate
        today={today}
        onAdd={(date) => {
          if (!closures.some((closure) => closure.date === date)) {
            const holiday = holidays.find((each) => each.date === date)?.holiday;
            set(date, { date, name: holiday ? SPOKEN[holiday] : text.newName, hours: [] });
          }
          setOpen(date);
        }}
      />
      {past.length > 0 && (
        <p className="flex flex-wrap items-center justify-between gap-2 border-t border-line px-4 py-2 text-quiet">
          {text.past(past.length)}
          <Button look="plain" onClick={() => onChange(closures.filter(({ date }) => date >= today))}>
            {text.removePast}
          </Button>
        </p>
      )}
    </div>
  );
}

function AddDate({ today, onAdd }: { today: string; onAdd: (date: string) => void }) {
  const text = useConfigText().dates;
  const [date, setDate] = useState("");
  return (
    <form
      className="flex flex-wrap items-end gap-2 border-t border-line px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!date) return;
        onAdd(date);
        setDate("");
      }}
    >
      <label className="grid gap-1.5 font-medium">
        {text.other}
        <input
          type="date"
          min={today}
          value={date}
          onChange={(event) => setDate(event.target.value)}
          className={cx("min-h-11 md:min-h-9 rounded-control border border-edge bg-panel px-3 font-normal")}
        />
      </label>
      <Button type="submit" disabled={!date}>
        <Icon name="schedule" className="size-4.5" />
        {text.add}
      </Button>
    </form>
  );
}
