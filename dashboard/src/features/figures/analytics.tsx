import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { getAnalyticsOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { Analytics as AnalyticsData, Figures } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Bars } from "../../ui/bars";
import { count, day, money, percent } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { Page, Panel } from "../../ui/page";
import { Empty } from "../../ui/states";
import { CompareCompanies } from "./compare_companies";
import { CsvButton } from "./csv_button";
import { barsOfDays } from "./day_bars";
import { Change, Figure, FigureGrid } from "./figure";
import { Months } from "./months";
import { Outcomes } from "./outcomes";
import { BookingPanel, CostPanel, EmergencyPanel, SpeedPanel } from "./panels";
import { daysOf } from "./period";
import { PeriodBar } from "./period_bar";
import { FiguresSkeleton } from "./skeleton";

/** With fewer calls, a share says little. */
const FEW_CALLS = 20;

/** How the calls went on some days, beside as many days before. */
export function Analytics() {
  const text = useText().figures;
  const tenant = useTenant();
  const period = useSearch({ from: "/signed-in/analytics" });
  const navigate = useNavigate();
  const days = daysOf(period);
  const query = useQuery({
    ...getAnalyticsOptions({ path: { tenant }, query: days }),
    placeholderData: keepPreviousData,
  });
  const shown = query.data?.period;
  return (
    <Page
      title={text.analytics}
      beside={shown && <span className="text-quiet">{text.range(day(shown.from), day(shown.to))}</span>}
      actions={shown && <CsvButton days={days} name={`calls-${shown.from}-${shown.to}.csv`} />}
    >
      <div className="grid grid-cols-1 gap-4 md:gap-5">
        <PeriodBar
          to="/analytics"
          period={period}
          onDays={(search) => void navigate({ to: "/analytics", search, replace: true })}
        />
        <Loaded query={query} skeleton={<FiguresSkeleton />}>
          {(analytics) =>
            analytics.period.figures.calls + analytics.before.figures.calls === 0 ? (
              <Panel>
                <Empty icon="analytics" title={text.noCalls}>
                  {text.noCallsWhat}
                </Empty>
              </Panel>
            ) : (
              <Panels analytics={analytics} />
            )
          }
        </Loaded>
        <Months />
      </div>
    </Page>
  );
}

function Panels({ analytics }: { analytics: AnalyticsData }) {
  const text = useText().figures;
  const { period, before, all_companies } = analytics;
  return (
    <>
      <Panel>
        <Main figures={period.figures} before={before.figures} />
        {period.figures.calls < FEW_CALLS && (
          <p className="border-t border-line px-4 py-2.5 text-quiet">{text.fewCalls}</p>
        )}
      </Panel>
      <div className="grid lg:grid-cols-2 items-start gap-4 md:gap-5">
        <Panel title={text.byDay}>
          <Bars caption={text.byDayWhat} unit={text.calls} of={text.day} bars={barsOfDays(analytics)} />
        </Panel>
        <Panel title={text.byHour}>
          <Bars
            caption={text.byHourWhat}
            unit={text.calls}
            of={text.hour}
            bars={period.hours.map((value, hour) => ({ name: text.hourName(hour), value }))}
          />
        </Panel>
        <div className="grid gap-4 md:gap-5">
          <Panel title={text.outcomes}>
            <Outcomes period={period} />
          </Panel>
          <SpeedPanel figures={period.figures} />
        </div>
        <div className="grid gap-4 md:gap-5">
          <BookingPanel figures={period.figures} before={before.figures} />
          <EmergencyPanel figures={period.figures} />
          <CostPanel figures={period.figures} before={before.figures} />
        </div>
      </div>
      <CompareCompanies ours={period.figures} all={all_companies ?? undefined} />
    </>
  );
}

function Main({ figures, before }: { figures: Figures; before: Figures }) {
  const text = useText().figures;
  const rate = figures.bookings.rate_of_bookable;
  const rateBefore = before.bookings.rate_of_bookable;
  return (
    <FigureGrid>
      <Figure
        name={text.calls}
        value={count(figures.calls)}
        below={<Change now={figures.calls} before={before.calls} format={count} />}
      />
      <Figure
        name={text.visits}
        value={count(figures.bookings.visits)}
        below={<Change now={figures.bookings.visits} before={before.bookings.visits} format={count} />}
      />
      <Figure
        name={text.bookingRate}
        value={rate == null ? "–" : percent(rate)}
        below={rateBefore == null ? text.ofBookable : text.before(percent(rateBefore))}
      />
      <Figure
        name={text.afterHours}
        value={figures.after_hours.share == null ? "–" : percent(figures.after_hours.share)}
        below={text.callsOf(figures.after_hours.calls)}
      />
      <Figure name={text.spam} value={count(figures.spam)} below={text.spamWhat} />
      <Figure
        name={text.cost}
        value={money(figures.cost.micro_usd)}
        below={<Change now={figures.cost.micro_usd} before={before.cost.micro_usd} format={money} />}
      />
    </FigureGrid>
  );
}
