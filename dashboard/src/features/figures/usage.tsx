import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { getAnalyticsOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { Analytics } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Bars } from "../../ui/bars";
import { count, day, money, percent } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { Fact, Page, Panel } from "../../ui/page";
import { Bar } from "../../ui/skeleton";
import { Table } from "../../ui/table";
import { BudgetPanel } from "./budget";
import { CsvButton } from "./csv_button";
import { everyDay } from "./day_bars";
import { monthName } from "./month_name";
import { sinceFirstCall, useMonths } from "./months";
import { Shares } from "./shares";
import { USAGE_PERIODS, type UsagePeriod, usageDays } from "./usage_period";

function usePeriod(period: UsagePeriod) {
  const tenant = useTenant();
  return useQuery(getAnalyticsOptions({ path: { tenant }, query: usageDays(period) }));
}

/** What the calls cost: this week, last week and the months at once, then where the money goes, and the budget. */
export function Usage() {
  const text = useText().figures;
  const { period = "this-week" } = useSearch({ from: "/signed-in/usage" });
  const query = usePeriod(period);
  const shown = query.data?.period;
  return (
    <Page
      title={text.usage}
      actions={shown && <CsvButton days={usageDays(period)} name={`usage-${shown.from}-${shown.to}.csv`} />}
    >
      <div className="grid grid-cols-1 gap-4 md:gap-5">
        <nav aria-label={text.period}>
          <ul className="grid grid-cols-2 lg:grid-cols-4 gap-2 md:gap-3">
            {USAGE_PERIODS.map((each) => (
              <Tile key={each} period={each} />
            ))}
          </ul>
        </nav>
        <Loaded query={query} skeleton={<div className="h-56" />}>
          {(analytics) => <Details analytics={analytics} />}
        </Loaded>
        <div className="grid lg:grid-cols-2 items-start gap-4 md:gap-5">
          <BudgetPanel />
          <CostByMonth />
        </div>
      </div>
    </Page>
  );
}

/** The sum of a period, which leads to its details. */
function Tile({ period }: { period: UsagePeriod }) {
  const text = useText().figures;
  const { data, isError } = usePeriod(period);
  const cost = data?.period.figures.cost;
  return (
    <li>
      <Link
        to="/usage"
        search={period === "this-week" ? {} : { period }}
        replace
        activeOptions={{ exact: true }}
        className="grid gap-0.5 rounded-panel border border-line bg-panel shadow-panel px-4 py-3 hover:bg-hover aria-[current=page]:border-accent aria-[current=page]:ring-1 aria-[current=page]:ring-accent"
      >
        <span className="text-quiet">{text.usagePeriods[period]}</span>
        <span className="text-2xl font-semibold tracking-tight tabular-nums min-h-8">
          {cost ? money(cost.micro_usd) : isError ? "–" : <Bar className="after-a-moment h-6 w-16 mt-1.5" />}
        </span>
        <span className="text-quiet text-xs min-h-4">{data && text.callsOf(data.period.figures.calls)}</span>
      </Link>
    </li>
  );
}

const PARTS = ["telephone", "speech", "recognition", "streaming", "model"] as const;

/** Where the money of a period goes. */
function Details({ analytics }: { analytics: Analytics }) {
  const text = useText().figures;
  const { figures, from, to } = analytics.period;
  const { cost, tokens } = figures;
  const amount = (value: number | null | undefined) => (value == null ? "–" : money(value));
  return (
    <Panel title={text.range(day(from), day(to))}>
      <div className="grid lg:grid-cols-2">
        <div className="max-lg:border-b lg:border-r border-line">
          <Shares
            caption={text.costParts}
            of={text.part}
            unit={text.cost}
            most={Math.max(1, cost.micro_usd)}
            rows={PARTS.filter((part) => part !== "streaming" || cost.streaming > 0).map((part) => ({
              key: part,
              name: text.parts[part],
              below: text.partsWhat[part],
              value: `${money(cost[part])}${cost.micro_usd > 0 ? ` · ${percent(cost[part] / cost.micro_usd)}` : ""}`,
              size: cost[part],
            }))}
          />
        </div>
        <Bars caption={text.costByDay} unit={text.cost} of={text.day} format={money} bars={costOfDays(analytics)} />
      </div>
      <dl className="grid md:grid-cols-2 border-t border-line py-1.5">
        <Fact name={text.perCall}>{amount(cost.micro_usd_per_call)}</Fact>
        <Fact name={text.perVisit}>{amount(cost.micro_usd_per_booked_visit)}</Fact>
        <Fact name={text.minutes}>{count(Math.round(figures.call_seconds / 60))}</Fact>
        <Fact name={text.tokens}>
          {count(tokens.prompt + tokens.completion)}
          {tokens.cached_share != null && ` (${text.cached(percent(tokens.cached_share))})`}
        </Fact>
      </dl>
      <p className="border-t border-line px-4 py-2.5 text-quiet">{text.costWhat}</p>
    </Panel>
  );
}

function costOfDays({ period, days }: Analytics) {
  const costs = new Map(days.map((each) => [each.day, each.figures.cost.micro_usd]));
  return everyDay(period.from, period.to).map((civil) => ({ name: day(civil), value: costs.get(civil) ?? 0 }));
}

function CostByMonth() {
  const text = useText().figures;
  const query = useMonths();
  return (
    <Panel title={text.costByMonth}>
      <Loaded query={query}>
        {(trends) => {
          const months = sinceFirstCall(trends.months);
          const bars = months.map(({ from, figures }) => ({ name: monthName(from), value: figures.cost.micro_usd }));
          return (
            <>
              {bars.length > 2 && (
                <Bars caption={text.costByMonth} unit={text.cost} of={text.month} format={money} bars={bars} />
              )}
              <Table
                caption={text.costByMonth}
                keyOf={({ from }) => from}
                rows={[...months].reverse()}
                columns={[
                  { name: text.month, cell: ({ from }) => monthName(from) },
                  { name: text.calls, cell: ({ figures }) => count(figures.calls), isNumber: true },
                  {
                    name: text.perCall,
                    cell: ({ figures }) => perCall(figures.cost.micro_usd_per_call),
                    isNumber: true,
                  },
                  { name: text.cost, cell: ({ figures }) => money(figures.cost.micro_usd), isNumber: true },
                ]}
              />
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

const perCall = (value: number | null | undefined) => (value == null ? "–" : money(value));
