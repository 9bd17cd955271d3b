import type { ReactNode } from "react";
import { useText } from "../../text/text";
import { percent } from "../../ui/format";

type Props = { name: string; value: string; below?: ReactNode };

/** A figure of a period, large, with a line below it. */
export function Figure({ name, value, below }: Props) {
  return (
    <div className="grid content-start gap-0.5 bg-panel px-4 py-3.5">
      <dt className="text-quiet">{name}</dt>
      <dd>
        <span className="block text-2xl font-semibold tracking-tight tabular-nums">{value}</span>
        <span className="text-quiet text-xs">{below}</span>
      </dd>
    </div>
  );
}

/** Figures side by side, two in a row on a telephone. */
export function FigureGrid({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-2 md:grid-cols-[repeat(auto-fit,minmax(10rem,1fr))] gap-px bg-line [&>*:last-child:nth-child(odd)]:max-md:col-span-2">
      {children}
    </dl>
  );
}

/** The figure before, and by how much it changed. */
export function Change({ now, before, format }: { now: number; before: number; format: (value: number) => string }) {
  const text = useText().figures;
  const change = changeOf(now, before);
  return (
    <>
      {text.before(format(before))}
      {change !== undefined && ` (${change > 0 ? "+" : ""}${percent(change)})`}
    </>
  );
}

/** The relative change; none from nothing, and none that rounds to nothing. */
export function changeOf(now: number, before: number): number | undefined {
  if (before === 0) return undefined;
  const change = (now - before) / before;
  return Math.abs(change) < 0.005 ? undefined : change;
}
