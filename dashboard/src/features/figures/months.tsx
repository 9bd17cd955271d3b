import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { getTrendsOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { PeriodFigures } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Bars } from "../../ui/bars";
import { count, money, percent } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { Panel } from "../../ui/page";
import { type Column, Table } from "../../ui/table";
import { monthName } from "./month_name";

/** A year of months, without those before the company had calls. */
const MONTHS = 13;

export function useMonths() {
  const tenant = useTenant();
  return useQuery(getTrendsOptions({ path: { tenant }, query: { months: MONTHS } }));
}

/** The months since the first calls, at least the present one. */
export function sinceFirstCall(months: PeriodFigures[]): PeriodFigures[] {
  const first = months.findIndex(({ figures }) => figures.calls > 0 || figures.cost.micro_usd > 0);
  return first < 0 ? months.slice(-1) : months.slice(first);
}

/** The figures month by month. */
export function Months() {
  const text = useText().figures;
  const query = useMonths();
  return (
    <Panel title={text.months}>
      <Loaded query={query}>{({ months }) => <MonthTable months={sinceFirstCall(months)} />}</Loaded>
    </Panel>
  );
}

type TableProps = { months: PeriodFigures[]; nameOf?: (from: string) => ReactNode };

export function MonthTable({ months, nameOf = monthName }: TableProps) {
  const text = useText().figures;
  const columns: Column<PeriodFigures>[] = [
    { name: text.month, cell: ({ from }) => <span className="whitespace-nowrap">{nameOf(from)}</span> },
    { name: text.calls, cell: ({ figures }) => count(figures.calls), isNumber: true },
    { name: text.visitsShort, cell: ({ figures }) => count(figures.bookings.visits), isNumber: true },
    {
      name: text.rateShort,
      cell: ({ figures: { bookings } }) =>
        bookings.rate_of_bookable == null ? "–" : percent(bookings.rate_of_bookable),
      isNumber: true,
    },
    { name: text.cost, cell: ({ figures }) => money(figures.cost.micro_usd), isNumber: true },
  ];
  return (
    <>
      {months.length > 2 && (
        <Bars
          caption={text.callsByMonth}
          unit={text.calls}
          of={text.month}
          bars={months.map(({ from, figures }) => ({ name: monthName(from), value: figures.calls }))}
        />
      )}
      <Table caption={text.months} columns={columns} rows={[...months].reverse()} keyOf={({ from }) => from} />
    </>
  );
}
