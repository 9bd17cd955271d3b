import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { getPlatformTrendsOptions } from "../../api/generated/@tanstack/react-query.gen";
import { usePlatformText } from "../../text/platform";
import { useText } from "../../text/text";
import { Loaded } from "../../ui/loaded";
import { Panel } from "../../ui/page";
import { monthName } from "./month_name";
import { MonthTable, sinceFirstCall } from "./months";
import { lastMonths, MONTHS } from "./platform_month";

/** Chooses the days of the platform's figures: the last seven, or a month. */
export function MonthChoice() {
  const text = usePlatformText();
  const navigate = useNavigate();
  const { month = "" } = useSearch({ from: "/signed-in/platform" });
  const months = lastMonths();
  // A month of the address that is older than those of the list stays chosen.
  const shown = month === "" || months.includes(month) ? months : [...months, month];
  return (
    <select
      aria-label={text.days}
      value={month}
      onChange={({ target: { value } }) =>
        void navigate({ to: "/platform", search: value ? { month: value } : {}, replace: true })
      }
      className="rounded-control border border-edge bg-panel px-2.5 min-h-11 md:min-h-9"
    >
      <option value="">{text.lastDays}</option>
      {shown.map((each) => (
        <option key={each} value={each}>
          {monthName(`${each}-01`)}
        </option>
      ))}
    </select>
  );
}

/** All companies' figures month by month. Each month leads to its days. */
export function PlatformMonths() {
  const text = useText().figures;
  const query = useQuery(getPlatformTrendsOptions({ query: { months: MONTHS } }));
  return (
    <Panel title={text.months}>
      <Loaded query={query}>
        {({ months }) => (
          <MonthTable
            months={sinceFirstCall(months)}
            nameOf={(from) => (
              <Link
                to="/platform"
                search={{ month: from.slice(0, 7) }}
                replace
                className="inline-flex items-center min-h-6 text-accent hover:underline underline-offset-2"
              >
                {monthName(from)}
              </Link>
            )}
          />
        )}
      </Loaded>
    </Panel>
  );
}
