import { useState } from "react";
import type { Day, Span, WeeklyHours } from "../api/generated/types.gen";
import { useConfigText } from "../text/config";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { weekday } from "../ui/format";
import { Icon } from "../ui/icon";
import { DayBar } from "./day_bar";
import { DAYS, nightOverlap, WEEKDAYS } from "./hours";
import { spansInWords } from "./hours_words";
import { SpansEditor } from "./spans_editor";

type Props = {
  weekly: WeeklyHours;
  onChange: (weekly: WeeklyHours) => void;
  /** The API's words about a day, by its JSON Pointer, such as `/hours/weekly/mon`. */
  errorAt?: (pointer: string) => string | undefined;
};

/** The ordinary week as it looks: a bar for each day. One day at a time is opened to change it. */
export function WeekEditor({ weekly, onChange, errorAt = () => undefined }: Props) {
  const text = useConfigText().hours;
  const [open, setOpen] = useState<Day>();
  const night = nightOverlap(weekly);
  const set = (days: Day[], spans: Span[]) =>
    onChange({ ...weekly, ...Object.fromEntries(days.map((day) => [day, spans])) });
  return (
    <div className="@container">
      <Scale />
      <ul className="divide-y divide-line">
        {DAYS.map((day, place) => (
          <DayRow
            key={day}
            day={day}
            weekly={weekly}
            isOpen={open === day}
            onToggle={() => setOpen(open === day ? undefined : day)}
            onChange={(spans) => set([day], spans)}
            onCopy={(days) => set(days, weekly[day] ?? [])}
            error={
              night === day
                ? text.nightOverlap(weekday((place + 6) % 7))
                : (errorAt(`/hours/weekly/${day}`) ?? firstOf(weekly[day], `/hours/weekly/${day}`, errorAt))
            }
          />
        ))}
      </ul>
    </div>
  );
}

function firstOf(spans: Span[] | undefined, pointer: string, errorAt: (pointer: string) => string | undefined) {
  return spans
    ?.flatMap((_, place) => ["", "/opens", "/closes"].map((field) => errorAt(`${pointer}/${place}${field}`)))
    .find((error) => error !== undefined);
}

const ROW =
  "grid grid-cols-[1fr_auto_1.25rem] @lg:grid-cols-[6.5rem_1fr_12rem_1.25rem] items-center gap-x-4 gap-y-2 px-4";

function Scale() {
  const text = useConfigText().hours;
  return (
    <div aria-hidden="true" className={cx(ROW, "@max-lg:hidden pt-3 text-xs text-quiet")}>
      <span className="col-start-2 grid grid-cols-4 tabular-nums">
        {text.scale.map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </span>
    </div>
  );
}

type RowProps = {
  day: Day;
  weekly: WeeklyHours;
  isOpen: boolean;
  onToggle: () => void;
  onChange: (spans: Span[]) => void;
  onCopy: (days: Day[]) => void;
  error: string | undefined;
};

function DayRow({ day, weekly, isOpen, onToggle, onChange, onCopy, error }: RowProps) {
  const text = useConfigText();
  const spans = weekly[day] ?? [];
  const place = DAYS.indexOf(day);
  const eve = weekly[DAYS[(place + 6) % 7] ?? "sun"];
  return (
    <li className={isOpen ? "bg-sunken/50" : undefined}>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onToggle}
        className={cx(ROW, "w-full py-2.5 min-h-12 text-left hover:bg-hover -outline-offset-2")}
      >
        <span className="font-medium">{weekday(place)}</span>
        <span
          className={cx(
            "@max-lg:order-last @max-lg:col-span-3",
            isOpen && spans.length > 0 && "invisible @max-lg:hidden",
          )}
        >
          <DayBar spans={spans} {...(eve && { before: eve })} />
        </span>
        <span className={cx("text-right tabular-nums", spans.length === 0 && "text-quiet", error && "text-bad")}>
          {spansInWords(spans, text)}
        </span>
        <Icon name="next" className={cx("size-4 text-quiet transition-transform", isOpen && "rotate-90")} />
      </button>
      {isOpen && (
        <fieldset aria-label={weekday(place)} className="grid gap-3 px-4 pb-4 @lg:pl-[8.5rem]">
          {spans.length > 0 && <DayBar spans={spans} {...(eve && { before: eve })} onChange={onChange} />}
          <SpansEditor spans={spans} onChange={onChange} error={error} />
          <div className="flex flex-wrap gap-2 border-t border-line pt-3">
            <Button look="plain" onClick={() => onCopy(WEEKDAYS)}>
              {text.hours.toWeekdays}
            </Button>
            <Button look="plain" onClick={() => onCopy([...DAYS])}>
              {text.hours.toAll}
            </Button>
          </div>
        </fieldset>
      )}
      {!isOpen && error && <p className="px-4 pb-2.5 text-bad text-[0.8125rem]">{error}</p>}
    </li>
  );
}
