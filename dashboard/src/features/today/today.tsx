import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { getAnalyticsOptions, listCallsOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { Tenant } from "../../api/generated/types.gen";
import { companyOptions, useMay, useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { CallRows } from "../../ui/call_rows";
import { phone } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { Page, Panel } from "../../ui/page";
import { Empty } from "../../ui/states";
import { Figures } from "./figures";
import { SetupLeft } from "./setup_left";
import { Waiting } from "./waiting";

/** How the company stands now: whether calls are answered, what waits, this week, the latest calls. */
export function Today() {
  const text = useText();
  const tenant = useTenant();
  const may = useMay();
  const company = useQuery(companyOptions(tenant));
  const isShown = may("read_calls");
  const week = useQuery({ ...getAnalyticsOptions({ path: { tenant } }), enabled: isShown });
  return (
    <Page title={text.today.title} beside={company.data && <Answering company={company.data} />}>
      {isShown ? (
        <div className="grid gap-4 md:gap-5">
          {week.data && <Waiting open={week.data.open} />}
          {company.data && may("edit_configuration") && <SetupLeft company={company.data} />}
          <Loaded query={week} skeleton={<div className="h-56" />}>
            {(analytics) => <Figures analytics={analytics} />}
          </Loaded>
          <LatestCalls number={company.data?.numbers[0]} />
        </div>
      ) : (
        <Panel>
          <Loaded query={company}>
            {() => (
              <Empty icon="lock" title={text.problems.forbidden.title}>
                {text.problems.forbidden.what}
              </Empty>
            )}
          </Loaded>
        </Panel>
      )}
    </Page>
  );
}

function Answering({ company }: { company: Tenant }) {
  const words = useText().today;
  if (company.status === "inactive" || company.status === "suspended") {
    return <Badge tone="bad">{words.notAnswering[company.status]}</Badge>;
  }
  if (company.numbers.length === 0) return <Badge tone="warn">{words.notAnswering.noNumber}</Badge>;
  return <Badge tone="good">{company.status === "trial" ? words.notAnswering.trial : words.answering}</Badge>;
}

const LATEST = 6;

function LatestCalls({ number }: { number: string | undefined }) {
  const text = useText();
  const tenant = useTenant();
  const query = useQuery(listCallsOptions({ path: { tenant }, query: { limit: LATEST } }));
  const all = (
    <Link to="/calls" className="text-accent font-medium hover:underline underline-offset-2 py-1">
      {text.today.allCalls}
    </Link>
  );
  return (
    <Panel title={text.today.latest} beside={all}>
      <Loaded query={query}>
        {({ items }) =>
          items.length > 0 ? (
            <CallRows calls={items} />
          ) : (
            <Empty icon="calls" title={text.today.noCalls}>
              {number ? text.today.callNumber(phone(number)) : text.today.connectFirst}
            </Empty>
          )
        }
      </Loaded>
    </Panel>
  );
}
