import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { getCustomerOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { CustomerDetails } from "../../api/generated/types.gen";
import { useMay, useTenant } from "../../api/me";
import { asProblem } from "../../api/problem";
import { useCustomersText } from "../../text/customers";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { buttonClass } from "../../ui/button";
import { duration, moment, phone, visitTime } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { OutcomeBadge } from "../../ui/outcome";
import { Fact, Page, Panel } from "../../ui/page";
import { Marks } from "./marks";
import { Merge } from "./merge";
import { Notes } from "./notes";
import { Privacy } from "./privacy";

/** One customer: who they are, what the office decided, their visits, calls and notes. */
export function CustomerScreen() {
  const text = useCustomersText();
  const { book } = useText().schedule;
  const tenant = useTenant();
  const may = useMay();
  const { customer } = useParams({ from: "/signed-in/customers/$customer" });
  const query = useQuery({ ...getCustomerOptions({ path: { tenant, customer } }), enabled: may("read_customers") });
  const details = query.data;
  // A number that never called or booked can be blocked too, and so can it by a role that sees no customers.
  const isUnknown = !may("read_customers") || (query.isError && asProblem(query.error).kind === "not-found");
  return (
    <Page
      title={details?.name ?? phone(customer)}
      before={
        <Link
          to="/customers"
          className="inline-flex items-center gap-1 min-h-11 md:min-h-8 -ml-1.5 pr-2 text-quiet hover:text-ink not-printed"
        >
          <Icon name="back" className="size-4.5" />
          {text.title}
        </Link>
      }
      actions={
        details &&
        may("manage_appointments") && (
          <Link to="/schedule/book" search={{ number: details.number }} className={buttonClass("main")}>
            {book}
          </Link>
        )
      }
      beside={
        details && (
          <>
            {details.blocked && <Badge tone="bad">{text.blocked}</Badge>}
            {details.do_not_call && <Badge tone="warn">{text.doNotCall}</Badge>}
          </>
        )
      }
    >
      {isUnknown ? (
        <div className="grid gap-4 max-w-xl">
          <p className="text-quiet">{text.unknown}</p>
          <Marks number={customer} />
          {/* The calls of a number without a customer are kept too. */}
          {may("answer_privacy_requests") && <Privacy number={customer} />}
        </div>
      ) : (
        <Loaded query={query}>{(loaded) => <Details customer={loaded} />}</Loaded>
      )}
    </Page>
  );
}

function Details({ customer }: { customer: CustomerDetails }) {
  const text = useCustomersText();
  const may = useMay();
  return (
    <div className="grid lg:grid-cols-[1fr_20rem] lg:grid-rows-[auto_1fr] items-start gap-4 md:gap-5">
      <div className="grid gap-4 md:gap-5 min-w-0 lg:col-start-2">
        <Panel title={text.who}>
          <dl className="py-1.5">
            <Fact name={text.address}>{[customer.street, customer.zip].filter(Boolean).join(", ") || "–"}</Fact>
          </dl>
          <div className="flex flex-wrap gap-2 border-t border-line px-4 py-3 not-printed">
            {[customer.number, ...customer.other_numbers].map((number) => (
              <a key={number} href={`tel:${number}`} className={buttonClass("quiet")}>
                <Icon name="calls" className="size-4.5" />
                {phone(number)}
              </a>
            ))}
          </div>
        </Panel>
        <Marks number={customer.number} customer={customer} />
      </div>
      <div className="grid gap-4 md:gap-5 min-w-0 lg:col-start-1 lg:row-start-1 lg:row-span-2">
        <Visits customer={customer} />
        {customer.calls && <Calls calls={customer.calls} />}
        <Notes customer={customer} />
      </div>
      <div className="grid gap-4 md:gap-5 min-w-0 lg:col-start-2">
        {may("manage_customers") && <Merge customer={customer} />}
        {may("answer_privacy_requests") && <Privacy number={customer.number} />}
      </div>
    </div>
  );
}

function Visits({ customer: { appointments } }: { customer: CustomerDetails }) {
  const text = useCustomersText();
  return (
    <Panel title={text.visitsTitle}>
      {appointments.length === 0 && <p className="px-4 py-3 text-quiet">{text.noVisits}</p>}
      <ul className="divide-y divide-line">
        {appointments.map((visit) => (
          <li key={visit.appointment_id}>
            <Link
              to="/schedule/$appointment"
              params={{ appointment: visit.appointment_id }}
              className="grid gap-0.5 px-4 py-2.5 hover:bg-hover -outline-offset-2"
            >
              <span className="flex flex-wrap items-center gap-2 font-medium">
                {visitTime(visit.slot)}
                {visit.status === "cancelled" && <Badge tone="warn">{text.cancelled}</Badge>}
              </span>
              <span className="text-quiet">{visit.problem}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Calls({ calls }: { calls: NonNullable<CustomerDetails["calls"]> }) {
  const text = useCustomersText();
  const { calls: words } = useText();
  return (
    <Panel title={words.title}>
      {calls.length === 0 && <p className="px-4 py-3 text-quiet">{text.noCalls}</p>}
      <ul className="divide-y divide-line">
        {calls.map((call) => (
          <li key={call.call_id}>
            <Link
              to="/calls/$call"
              params={{ call: call.call_id }}
              className="flex items-center gap-3 px-4 min-h-11 hover:bg-hover -outline-offset-2"
            >
              <time dateTime={call.started_at} className="tabular-nums">
                {moment(call.started_at)}
              </time>
              <OutcomeBadge outcome={call.outcome ?? undefined} />
              <span className="ml-auto text-quiet tabular-nums">{duration(call.call_seconds)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
