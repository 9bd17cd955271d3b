// A table with a heading for each column. On a telephone, rows become two lines; see `ListRow`.

import type { ReactNode } from "react";
import { cx } from "./cx";

export type Column<Row> = { name: string; cell: (row: Row) => ReactNode; isNumber?: boolean };

type Props<Row> = { caption: string; columns: Column<Row>[]; rows: Row[]; keyOf: (row: Row) => string };

export function Table<Row>({ caption, columns, rows, keyOf }: Props<Row>) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-quiet">
            {columns.map(({ name, isNumber }) => (
              <th
                key={name}
                scope="col"
                className={cx("px-2 first:pl-4 last:pr-4 md:px-4 py-2 font-medium", isNumber && "text-right")}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ name, cell, isNumber }) => (
                <td
                  key={name}
                  className={cx("px-2 first:pl-4 last:pr-4 md:px-4 py-2.5", isNumber && "text-right tabular-nums")}
                >
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
