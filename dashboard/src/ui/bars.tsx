// A bar chart of our own: bars for the eyes, and the same numbers as a table for those who hear the page or want them exact.

import { useText } from "../text/text";
import { count } from "./format";

type Bar = { name: string; value: number };
type Props = {
  caption: string;
  /** What the values are, as the heading of their column. */
  unit: string;
  /** What the names are. */
  of: string;
  bars: Bar[];
  format?: (value: number) => string;
};

const HEIGHT = 96;
const GAP = 0.35;
/** With more bars than this, their numbers do not fit below them: some names do, and the table has the rest. */
const MOST_NUMBERS = 8;
const MOST_NAMES = 6;

export function Bars({ caption, unit, of, bars, format = count }: Props) {
  const text = useText();
  const isLong = bars.length > MOST_NUMBERS;
  return (
    <figure className="grid content-end gap-2 px-4 py-3.5 min-w-0">
      <figcaption className="text-quiet">{caption}</figcaption>
      <Chart bars={bars} format={format} />
      {isLong ? <SomeNames bars={bars} /> : <Numbers bars={bars} format={format} />}
      {isLong ? (
        <details className="not-printed">
          <summary className="w-fit rounded text-xs text-quiet hover:text-ink py-1 cursor-pointer">
            {text.common.asTable}
          </summary>
          <div className="max-h-72 overflow-y-auto mt-1 outline-offset-0" tabIndex={-1}>
            <Values caption={caption} unit={unit} of={of} bars={bars} format={format} className="w-full text-left" />
          </div>
        </details>
      ) : (
        <Values caption={caption} unit={unit} of={of} bars={bars} format={format} className="sr-only" />
      )}
    </figure>
  );
}

function Chart({ bars, format }: { bars: Bar[]; format: (value: number) => string }) {
  const most = Math.max(1e-9, ...bars.map((bar) => bar.value));
  return (
    <svg
      viewBox={`0 0 ${bars.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className="w-full h-24 text-accent"
    >
      {bars.map(({ name, value }, place) => {
        const height = Math.max(value > 0 ? 3 : 1, (value / most) * HEIGHT);
        return (
          <rect
            key={name}
            x={place + GAP / 2}
            y={HEIGHT - height}
            width={1 - GAP}
            height={height}
            className={value > 0 ? "fill-current" : "fill-line"}
          >
            <title>{`${name}: ${format(value)}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}

function Numbers({ bars, format }: { bars: Bar[]; format: (value: number) => string }) {
  return (
    <div aria-hidden="true" className="grid grid-flow-col auto-cols-fr text-center text-xs text-quiet">
      {bars.map(({ name, value }) => (
        <span key={name} className="truncate">
          <b className="block font-medium text-ink tabular-nums truncate">{format(value)}</b>
          {name.split(",")[0]}
        </span>
      ))}
    </div>
  );
}

function SomeNames({ bars }: { bars: Bar[] }) {
  const step = Math.ceil(bars.length / MOST_NAMES);
  const named = bars.filter((_, place) => place % step === 0);
  return (
    <div aria-hidden="true" className="grid grid-flow-col auto-cols-fr text-xs text-quiet">
      {named.map(({ name }) => (
        <span key={name} className="truncate">
          {shortOf(name)}
        </span>
      ))}
    </div>
  );
}

/** The date alone: Nov 26 of Thu, Nov 26, and 26 nov of jue, 26 de nov. */
function shortOf(name: string): string | undefined {
  return name.split(", ").at(-1)?.replace(" de ", " ");
}

function Values({ caption, unit, of, bars, format = count, className }: Props & { className: string }) {
  return (
    <table className={className}>
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          <th scope="col" className="py-1 font-medium text-quiet">
            {of}
          </th>
          <th scope="col" className="py-1 font-medium text-quiet text-right">
            {unit}
          </th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ name, value }) => (
          <tr key={name} className="border-t border-line">
            <th scope="row" className="py-1 font-normal">
              {name}
            </th>
            <td className="py-1 text-right tabular-nums">{format(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
