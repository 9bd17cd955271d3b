import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { getCustomerOptions, listCallsOptions } from "../../api/generated/@tanstack/react-query.gen";
import { useMay, useTenant } from "../../api/me";
import { useCustomersText } from "../../text/customers";
import { useText } from "../../text/text";
import { buttonClass } from "../../ui/button";
import { phone } from "../../ui/format";
import { Panel } from "../../ui/page";
import { type RepeatCaller, repeatCallers } from "./repeat_callers";

/** Suggests to block those who call again and again without being customers. Shows nothing if there are none. */
export function RepeatCallers() {
  const may = useMay();
  return may("manage_customers") ? <Suggestions /> : null;
}

function Suggestions() {
  const tenant = useTenant();
  const { data } = useQuery(listCallsOptions({ path: { tenant }, query: { outcome: "spam", limit: 100 } }));
  const callers = repeatCallers(data?.items ?? []);
  const customers = useQueries({
    queries: callers.map(({ number }) => getCustomerOptions({ path: { tenant, customer: number } })),
  });
  // A number without a record is not blocked either.
  const open = callers.filter((_, place) => !customers[place]?.isPending && !customers[place]?.data?.blocked);
  return open.length > 0 ? <Suggested callers={open} /> : null;
}

function Suggested({ callers }: { callers: RepeatCaller[] }) {
  const { block } = useText().calls.one;
  const text = useCustomersText();
  return (
    <Panel title={text.repeat}>
      <ul className="grid divide-y divide-line">
        {callers.map(({ number, calls }) => (
          <li key={number} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
            <span className="grow">{text.repeatWhat(phone(number), calls)}</span>
            <Link
              to="/customers/$customer"
              params={{ customer: number }}
              search={{ ask: "block" }}
              className={buttonClass("wary")}
            >
              {block}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
