import { useId } from "react";
import type { Slot } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { cx } from "../../ui/cx";
import { visitTime, windowTime } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { Bar } from "../../ui/skeleton";
import { TextField } from "../../ui/text_field";
import { Places } from "./day_view";
import { dayOf, laterOf } from "./days";
import { useNextFree, usePlaces } from "./places";

type Props = {
  day: string;
  onDay: (day: string) => void;
  slot: string | undefined;
  onSlot: (slot: Slot) => void;
  /** The window that the visit has now: it cannot be chosen. */
  current?: string;
  earliest: string;
  error?: string | undefined;
};

/** A day, and one of its windows that can be booked. */
export function WindowChoice({ day, onDay, slot, onSlot, current, earliest, error }: Props) {
  const text = useText().schedule.move;
  const places = usePlaces({ from: day, to: day });
  const name = useId();
  return (
    <div className="grid gap-4">
      <TextField
        label={text.day}
        type="date"
        min={earliest}
        value={day}
        onChange={(event) => event.target.value && onDay(event.target.value)}
      />
      <fieldset
        className="grid gap-1.5"
        data-wrong={error ? "" : undefined}
        aria-describedby={error ? `${name}-error` : undefined}
      >
        <legend className="font-medium mb-1.5">{text.window}</legend>
        <Loaded query={places} skeleton={<Bar className="h-11 w-full after-a-moment" />}>
          {({ items }) =>
            items.some(({ bookable }) => bookable) ? (
              <div className="grid gap-2">
                {items.map((window) => {
                  const isCurrent = window.slot.id === current;
                  const isFree = window.bookable && !isCurrent;
                  return (
                    <label
                      key={window.slot.id}
                      className={cx(
                        "flex items-center gap-3 rounded-control border px-3 min-h-11",
                        slot === window.slot.id ? "border-accent bg-accent-soft" : "border-edge/40",
                        isFree ? "hover:bg-hover cursor-pointer" : "text-quiet",
                      )}
                    >
                      <input
                        type="radio"
                        name={name}
                        className="size-4 accent-accent"
                        disabled={!isFree}
                        checked={slot === window.slot.id}
                        onChange={() => onSlot(window.slot)}
                      />
                      <span className="tabular-nums">{windowTime(window.slot)}</span>
                      <span className="ml-auto text-[0.8125rem]">
                        {isCurrent ? <span className="text-quiet">{text.current}</span> : <Places window={window} />}
                      </span>
                    </label>
                  );
                })}
              </div>
            ) : (
              <NoWindow
                from={laterOf(day, earliest)}
                onSlot={(next) => {
                  onDay(dayOf(next));
                  onSlot(next);
                }}
              />
            )
          }
        </Loaded>
        {error && (
          <p id={`${name}-error`} className="flex items-start gap-1.5 text-bad text-[0.8125rem]">
            <Icon name="warning" className="size-4 mt-0.5" />
            {error}
          </p>
        )}
      </fieldset>
    </div>
  );
}

/** A day without a free window offers the next one. */
function NoWindow({ from, onSlot }: { from: string; onSlot: (slot: Slot) => void }) {
  const text = useText().schedule.move;
  const next = useNextFree(from, true).data?.slot;
  return (
    <div className="grid gap-2">
      <p className="text-quiet">
        {text.noWindow} {next ? text.next : text.otherDay}
      </p>
      {next && (
        <Button className="justify-self-start" onClick={() => onSlot(next)}>
          {visitTime(next)}
        </Button>
      )}
    </div>
  );
}

/** The window of a choice on its day: choosing another day gives it up. */
export function slotOn(slot: string | undefined, day: string): string | undefined {
  return slot && dayOf({ id: slot }) === day ? slot : undefined;
}
