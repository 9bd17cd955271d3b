import type { Span } from "../api/generated/types.gen";
import { useConfigText } from "../text/config";
import { cx } from "../ui/cx";
import { clock } from "../ui/format";
import { boundsOf, clockOf, endsNextDay, isComplete, MINUTES_OF_DAY, minutesOf } from "./hours";

const percent = (minutes: number) => `${(minutes / MINUTES_OF_DAY) * 100}%`;
const STEP = 15;

type Props = {
  spans: Span[];
  /** What the day before leaves after midnight. */
  before?: Span[];
  /** With it, the ends of the hours can be moved, by pointer or arrow keys. */
  onChange?: (spans: Span[]) => void;
};

/** A day from midnight to midnight, with its hours drawn. */
export function DayBar({ spans, before = [], onChange }: Props) {
  const nights = before.filter((span) => isComplete(span) && endsNextDay(span));
  return (
    <div
      className={cx("relative rounded-md bg-sunken", onChange ? "h-11 touch-none" : "h-2.5")}
      aria-hidden={onChange ? undefined : "true"}
    >
      {[6, 12, 18].map((hour) => (
        <span key={hour} className="absolute inset-y-0 w-px bg-line" style={{ left: percent(hour * 60) }} />
      ))}
      {nights.map((span) => (
        <span
          key={`night ${span.opens}`}
          className="absolute inset-y-0 left-0 rounded-r-md bg-accent/40"
          style={{ width: percent(minutesOf(span.closes)) }}
        />
      ))}
      {spans.map((span, place) =>
        isComplete(span) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a span is its place while it is moved
          <Block key={place} span={span} onChange={onChange && ((next) => onChange(spans.with(place, next)))} />
        ) : null,
      )}
    </div>
  );
}

function Block({ span, onChange }: { span: Span; onChange: ((span: Span) => void) | undefined }) {
  const [opens, closes] = boundsOf(span);
  const end = Math.min(closes, MINUTES_OF_DAY);
  return (
    <>
      <span
        className={cx("absolute inset-y-0 bg-accent", closes > MINUTES_OF_DAY ? "rounded-l-md" : "rounded-md")}
        style={{ left: percent(opens), width: percent(end - opens) }}
      />
      {onChange && <Handle which="opens" at={opens} span={span} onChange={onChange} />}
      {onChange && <Handle which="closes" at={end} span={span} onChange={onChange} />}
    </>
  );
}

type HandleProps = { which: "opens" | "closes"; at: number; span: Span; onChange: (span: Span) => void };

const KEYS: Record<string, number> = {
  ArrowLeft: -STEP,
  ArrowDown: -STEP,
  ArrowRight: STEP,
  ArrowUp: STEP,
  PageDown: -60,
  PageUp: 60,
};

/** One end of the hours, to be dragged or moved with the arrow keys, a quarter of an hour at a time. */
function Handle({ which, at, span, onChange }: HandleProps) {
  const text = useConfigText().hours;
  const [opens, closes] = boundsOf(span);
  const move = (minutes: number) => {
    // The two ends do not cross: an end that would stops a step before the other.
    const to =
      which === "opens"
        ? Math.min(Math.max(0, minutes), Math.min(closes - STEP, MINUTES_OF_DAY - STEP))
        : Math.min(Math.max(opens + STEP, minutes), opens + MINUTES_OF_DAY);
    const next = { ...span, [which]: clockOf(to) };
    if (next[which] !== span[which]) onChange(next);
  };
  return (
    <span
      role="slider"
      tabIndex={0}
      aria-label={text[which]}
      aria-valuemin={0}
      aria-valuemax={2 * MINUTES_OF_DAY}
      aria-valuenow={which === "opens" ? opens : closes}
      aria-valuetext={clock(span[which])}
      className="absolute inset-y-0 w-6 -translate-x-1/2 grid place-items-center cursor-ew-resize rounded-md"
      style={{ left: percent(at) }}
      onKeyDown={(event) => {
        const by = KEYS[event.key];
        if (by === undefined) return;
        event.preventDefault();
        move((which === "opens" ? opens : closes) + by);
      }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const box = event.currentTarget.parentElement?.getBoundingClientRect();
        if (!box) return;
        const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
        move(Math.round((share * MINUTES_OF_DAY) / STEP) * STEP);
      }}
    >
      <span className="h-6 w-1.5 rounded-full bg-on-accent ring-1 ring-accent-strong" />
    </span>
  );
}
