import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useSyncExternalStore } from "react";
import type { AppointmentSummary } from "../../api/generated/types.gen";
import { useMay } from "../../api/me";
import { usePublished } from "../../api/published";
import { useText } from "../../text/text";
import { buttonClass } from "../../ui/button";
import { cx } from "../../ui/cx";
import { dayRange, fullDay, month } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { Page } from "../../ui/page";
import { Segments, segmentClass } from "../../ui/segments";
import { Banner } from "../../ui/states";
import { DayView } from "./day_view";
import { rangeOf, stepped, todayIn } from "./days";
import { MonthView } from "./month_view";
import { usePlaces, useVisits } from "./places";
import { VIEWS, type View } from "./search";
import { WeekGrid } from "./week_grid";
import { WeekList } from "./week_list";

/** The visits and the places left, by day, week or month. */
export function Schedule() {
  const text = useText().schedule;
  const may = useMay();
  const search = useSearch({ from: "/signed-in/schedule" });
  const isWide = useIsWide();
  const today = todayIn(usePublished()?.time_zone);
  const view = search.view ?? (isWide ? "week" : "day");
  const day = search.day ?? today;
  return (
    <Page
      title={text.title}
      actions={
        <>
          {may("manage_calendar_feeds") && (
            <Link to="/schedule/calendars" className={cx(buttonClass("plain"), "max-md:hidden")}>
              {text.calendars}
            </Link>
          )}
          {may("manage_appointments") && (
            <Link to="/schedule/book" className={buttonClass("main")}>
              <Icon name="plus" className="size-4.5" />
              {text.book}
            </Link>
          )}
        </>
      }
    >
      <div className="grid gap-3 md:gap-4">
        <Toolbar view={view} day={day} today={today} />
        {!may("read_customers") && <Banner tone="accent">{text.namesHidden}</Banner>}
        <Shown view={view} day={day} today={today} isWide={isWide} />
        {may("manage_calendar_feeds") && (
          <Link
            to="/schedule/calendars"
            className={cx(buttonClass("plain"), "md:hidden justify-self-start not-printed")}
          >
            {text.calendars}
          </Link>
        )}
      </div>
    </Page>
  );
}

const WIDE = "(width >= 64rem)";

function useIsWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(WIDE);
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => matchMedia(WIDE).matches,
  );
}

function Toolbar({ view, day, today }: { view: View; day: string; today: string }) {
  const text = useText().schedule;
  const navigate = useNavigate();
  const { from, to } = rangeOf(view, day);
  const heading = view === "day" ? fullDay(day) : view === "week" ? dayRange(from, to) : month(day);
  const arrow = cx(buttonClass("quiet"), "px-0 w-11 md:w-9");
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <div className="flex gap-1 not-printed">
        <Link
          to="/schedule"
          search={{ view, day: stepped(view, day, -1) }}
          aria-label={text.earlier[view]}
          className={arrow}
        >
          <Icon name="back" />
        </Link>
        <Link
          to="/schedule"
          search={{ view }}
          className={buttonClass("quiet")}
          aria-current={day === today ? "date" : undefined}
        >
          {text.today}
        </Link>
        <Link
          to="/schedule"
          search={{ view, day: stepped(view, day, 1) }}
          aria-label={text.later[view]}
          className={arrow}
        >
          <Icon name="next" />
        </Link>
      </div>
      <input
        type="date"
        aria-label={text.move.day}
        value={day}
        onChange={(event) => {
          if (event.target.value) void navigate({ to: "/schedule", search: { view, day: event.target.value } });
        }}
        className="max-md:ml-auto min-h-11 md:min-h-9 w-38 rounded-control border border-edge bg-panel px-3 not-printed"
      />
      <h2 className="text-base font-semibold max-md:w-full max-md:order-last" aria-live="polite">
        {heading}
      </h2>
      <div className="md:ml-auto max-md:w-full">
        <Segments label={text.show}>
          {VIEWS.map((each) => (
            <Link
              key={each}
              to="/schedule"
              search={{ view: each, day }}
              replace
              aria-current={each === view ? "true" : undefined}
              className={cx(segmentClass(each === view), "max-md:flex-1")}
            >
              {text.views[each]}
            </Link>
          ))}
        </Segments>
      </div>
    </div>
  );
}

type ShownProps = { view: View; day: string; today: string; isWide: boolean };

function Shown({ view, day, today, isWide }: ShownProps) {
  const places = usePlaces(rangeOf(view, day));
  return (
    <Loaded query={places}>
      {({ items }) =>
        view === "month" ? (
          <MonthView day={day} today={today} places={items} />
        ) : (
          <WithVisits view={view} day={day}>
            {(visits) => {
              const props = { day, today, places: items, visits };
              if (view === "day") return <DayView {...props} />;
              return isWide ? <WeekGrid {...props} /> : <WeekList {...props} />;
            }}
          </WithVisits>
        )
      }
    </Loaded>
  );
}

type VisitsProps = { view: View; day: string; children: (visits: AppointmentSummary[]) => ReactNode };

function WithVisits({ view, day, children }: VisitsProps) {
  const may = useMay();
  const query = useVisits(rangeOf(view, day));
  if (!may("read_customers")) return children([]);
  return <Loaded query={query}>{({ pages }) => children(pages.flatMap((page) => page.items))}</Loaded>;
}
