// A bar chart of our own: bars for the eyes, and the same numbers as a table for those who hear the page.

import { count } from "./format";

type Props = { caption: string; unit: string; of: string; bars: { name: string; value: number }[] };

const HEIGHT = 96;
const GAP = 0.35;

export function Bars({ caption, unit, of, bars }: Props) {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <figure className="grid content-end gap-2 px-4 py-3.5">
      <figcaption className="text-quiet">{caption}</figcaption>
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
            />
          );
        })}
      </svg>
      <div aria-hidden="true" className="grid grid-flow-col auto-cols-fr text-center text-xs text-quiet">
        {bars.map(({ name, value }) => (
          <span key={name} className="truncate">
            <b className="block font-medium text-ink tabular-nums">{count(value)}</b>
            {name.split(",")[0]}
          </span>
        ))}
      </div>
      <table className="sr-only">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{of}</th>
            <th scope="col">{unit}</th>
          </tr>
        </thead>
        <tbody>
          {bars.map(({ name, value }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{count(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
