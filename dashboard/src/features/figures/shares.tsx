// Parts of a whole or values beside each other: a table whose rows have a bar.

import type { ReactNode } from "react";
import { cx } from "../../ui/cx";

export type ShareRow = { key: string; name: ReactNode; value: string; size: number; below?: ReactNode };
type Props = { caption: string; of: string; unit: string; rows: ShareRow[]; most?: number };

export function Shares({ caption, of, unit, rows, most = Math.max(1e-9, ...rows.map(({ size }) => size)) }: Props) {
  return (
    <table className="w-full">
      <caption className="sr-only">{caption}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{of}</th>
          <th scope="col">{unit}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, value, size, below }) => (
          <tr key={key} className="align-top">
            <th scope="row" className="w-2/5 px-4 py-2 text-left font-normal">
              {name}
              {below && <span className="block text-xs text-quiet text-pretty">{below}</span>}
            </th>
            <td className="pr-4 py-2">
              <span className="flex items-center gap-3">
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" className="h-2 flex-1 min-w-8">
                  <rect width="100" height="8" rx="1" className="fill-sunken" />
                  <rect
                    width={Math.min(100, (size / most) * 100)}
                    height="8"
                    rx="1"
                    className={cx(size > 0 && "fill-accent")}
                  />
                </svg>
                <span className="shrink-0 text-right tabular-nums min-w-14">{value}</span>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
