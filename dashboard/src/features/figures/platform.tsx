import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import {
  getPlatformAnalyticsOptions,
  listCompanyFiguresInfiniteOptions,
} from "../../api/generated/@tanstack/react-query.gen";
import type { CompanyFigures } from "../../api/generated/types.gen";
import { usePlatformText } from "../../text/platform";
import { useText } from "../../text/text";
import { Bars } from "../../ui/bars";
import { count, money, percent } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { MoreButton } from "../../ui/more_button";
import { Page, Panel } from "../../ui/page";
import { Table } from "../../ui/table";
import { barsOfDays } from "./day_bars";
import { Change, Figure, FigureGrid } from "./figure";
import { Health } from "./health";
import { ModelTrial } from "./model_trial";
import { monthName } from "./month_name";
import { monthDays } from "./platform_month";
import { MonthChoice, PlatformMonths } from "./platform_months";
import { FiguresSkeleton } from "./skeleton";

const nextPage = { getNextPageParam: (page: { next_cursor?: string | null }) => page.next_cursor ?? undefined };

/** What needs an operator now, and how all companies' calls go. */
export function Platform() {
  const text = usePlatformText();
  return (
    <Page title={text.health} actions={<MonthChoice />}>
      <div className="grid grid-cols-1 gap-4 md:gap-5">
        <Health />
        <Figures />
        <EachCompany />
        <PlatformMonths />
        <ModelTrial />
      </div>
    </Page>
  );
}

/** The days that are shown, in words and for the API. */
function useDays() {
  const text = usePlatformText();
  const { month } = useSearch({ from: "/signed-in/platform" });
  return { name: month ? monthName(`${month}-01`) : text.lastDays, query: monthDays(month) };
}

function Figures() {
  const text = usePlatformText();
  const days = useDays();
  const words = useText().figures;
  const query = useQuery(getPlatformAnalyticsOptions({ query: days.query }));
  return (
    <Loaded query={query} skeleton={<FiguresSkeleton />}>
      {(analytics) => {
        const { figures } = analytics.period;
        const before = analytics.before.figures;
        return (
          <Panel title={text.allOf(days.name)}>
            <FigureGrid>
              <Figure
                name={text.companies}
                value={count(analytics.companies)}
                below={<Change now={analytics.companies} before={analytics.companies_before} format={count} />}
              />
              <Figure
                name={words.calls}
                value={count(figures.calls)}
                below={<Change now={figures.calls} before={before.calls} format={count} />}
              />
              <Figure
                name={words.visits}
                value={count(figures.bookings.visits)}
                below={<Change now={figures.bookings.visits} before={before.bookings.visits} format={count} />}
              />
              <Figure
                name={words.cost}
                value={money(figures.cost.micro_usd)}
                below={<Change now={figures.cost.micro_usd} before={before.cost.micro_usd} format={money} />}
              />
            </FigureGrid>
            <div className="border-t border-line">
              <Bars caption={words.byDayWhat} unit={words.calls} of={words.day} bars={barsOfDays(analytics)} />
            </div>
          </Panel>
        );
      }}
    </Loaded>
  );
}

function EachCompany() {
  const text = usePlatformText();
  const words = useText().figures;
  const days = useDays();
  const options = { query: days.query };
  const query = useInfiniteQuery({
    ...listCompanyFiguresInfiniteOptions(options),
    ...nextPage,
    initialPageParam: options,
  });
  const title = text.eachOf(days.name);
  return (
    <Panel title={title}>
      <Loaded query={query}>
        {({ pages }) => (
          <>
            <Table
              caption={title}
              keyOf={({ tenant_id }) => tenant_id}
              rows={pages.flatMap((page): CompanyFigures[] => page.items)}
              columns={[
                {
                  name: text.company,
                  cell: ({ tenant_id, name }) => (
                    <a
                      href={`/companies/${tenant_id}/analytics`}
                      className="inline-flex items-center min-h-6 text-accent hover:underline underline-offset-2"
                    >
                      {name}
                    </a>
                  ),
                },
                { name: words.calls, cell: ({ period }) => count(period.figures.calls), isNumber: true },
                {
                  name: words.rateShort,
                  cell: ({ period: { figures } }) =>
                    figures.bookings.rate_of_bookable == null ? "–" : percent(figures.bookings.rate_of_bookable),
                  isNumber: true,
                },
                { name: words.cost, cell: ({ period }) => money(period.figures.cost.micro_usd), isNumber: true },
              ]}
            />
            <MoreButton query={query} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}
