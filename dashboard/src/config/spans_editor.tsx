import { Fragment } from "react";
import type { Span } from "../api/generated/types.gen";
import { useConfigText } from "../text/config";
import { Button, IconButton } from "../ui/button";
import { Icon } from "../ui/icon";
import { ALL_DAY, endsNextDay, isAllDay, isComplete, nextSpan, overlaps, USUAL } from "./hours";

const TIME =
  "min-w-0 w-full min-h-11 md:min-h-9 rounded-control border border-edge bg-panel px-2 md:px-2.5 tabular-nums aria-invalid:border-bad disabled:bg-sunken disabled:text-quiet";

type Props = {
  spans: Span[];
  onChange: (spans: Span[]) => void;
  /** What is wrong with the hours, in the API's words. */
  error?: string | undefined;
};

/** The hours of one day: any number of spans, past midnight too, or the whole day. */
export function SpansEditor({ spans, onChange, error }: Props) {
  const text = useConfigText().hours;
  const wrong = overlaps(spans) ? text.overlap : error;
  return (
    <div className="grid gap-2">
      {isAllDay(spans) ? (
        <p className="font-medium">{text.allDay}</p>
      ) : (
        spans.map((span, place) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a span is its place while it is typed
            key={place}
            className="grid grid-cols-[1fr_auto_1fr_auto] items-center gap-x-1.5 gap-y-1 max-w-80"
          >
            {(["opens", "closes"] as const).map((which) => (
              <Fragment key={which}>
                {which === "closes" && <span aria-hidden="true">–</span>}
                <input
                  type="time"
                  required
                  aria-label={text[which]}
                  aria-invalid={wrong || !span[which] ? true : undefined}
                  value={span[which]}
                  onChange={(event) => onChange(spans.with(place, { ...span, [which]: event.target.value }))}
                  className={TIME}
                />
              </Fragment>
            ))}
            <IconButton label={text.remove} onClick={() => onChange(spans.toSpliced(place, 1))}>
              <Icon name="close" className="size-4.5" />
            </IconButton>
            {isComplete(span) && endsNextDay(span) && <span className="col-start-3 text-quiet">{text.nextDay}</span>}
          </div>
        ))
      )}
      {wrong && (
        <p role="alert" className="flex items-start gap-1.5 text-bad text-[0.8125rem]">
          <Icon name="warning" className="size-4 mt-0.5" />
          {wrong}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {isAllDay(spans) ? (
          <Button onClick={() => onChange([USUAL])}>{text.setHours}</Button>
        ) : (
          <>
            <Button onClick={() => onChange([...spans, nextSpan(spans)])}>{text.add}</Button>
            <Button look="plain" onClick={() => onChange([ALL_DAY])}>
              {text.allDay}
            </Button>
          </>
        )}
        {spans.length > 0 && (
          <Button look="plain" onClick={() => onChange([])}>
            {text.close}
          </Button>
        )}
      </div>
    </div>
  );
}
