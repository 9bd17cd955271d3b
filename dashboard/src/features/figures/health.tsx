import { useInfiniteQuery } from "@tanstack/react-query";
import { getPlatformHealthInfiniteOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { CompanyProblems, FiringAlarm, PlatformHealth, RetiringModel } from "../../api/generated/types.gen";
import { usePlatformText } from "../../text/platform";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { dayOfYear, fullMoment, moment, money } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { Panel } from "../../ui/page";
import { Banner } from "../../ui/states";

const REFRESH_MS = 60_000;

/** The alarms, and the companies whose connection fails or whose budget is spent. A page checks some of the companies. */
export function Health() {
  const text = usePlatformText();
  const query = useInfiniteQuery({
    ...getPlatformHealthInfiniteOptions(),
    getNextPageParam: (page: PlatformHealth) => page.next_cursor ?? undefined,
    initialPageParam: {},
    refetchInterval: REFRESH_MS,
    refetchOnWindowFocus: true,
  });
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const companies = pages.flatMap((page): CompanyProblems[] => page.companies);
        const checked = pages.reduce((sum, page) => sum + page.checked, 0);
        return (
          <div className="grid lg:grid-cols-2 items-start gap-4 md:gap-5">
            {pages[0]?.trials_budget_exhausted && (
              <div className="lg:col-span-2">
                <Banner tone="bad">{text.trialsSpent}</Banner>
              </div>
            )}
            {(pages[0]?.retiring_models ?? []).map((model) => (
              <div key={`${model.role} ${model.name}`} className="lg:col-span-2">
                <Retirement model={model} />
              </div>
            ))}
            <Alarms alarms={pages[0]?.alarms ?? []} />
            <Panel
              title={text.problems}
              beside={<span className="text-quiet">{companies.length > 0 && text.checked(checked)}</span>}
            >
              {companies.length === 0 ? (
                <AllGood>{text.noProblems(checked)}</AllGood>
              ) : (
                <ul className="divide-y divide-line">
                  {companies.map((company) => (
                    <Problems key={company.tenant_id} company={company} />
                  ))}
                </ul>
              )}
              {query.hasNextPage && (
                <div className="grid justify-items-center border-t border-line p-2">
                  <Button look="plain" isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                    {text.checkMore}
                  </Button>
                </div>
              )}
            </Panel>
          </div>
        );
      }}
    </Loaded>
  );
}

/** A configured model that is shut down soon, or was. */
function Retirement({ model: { name, role, retires_on, days_left, replacement } }: { model: RetiringModel }) {
  const text = usePlatformText();
  const sentences = [
    text[days_left < 0 ? "retired" : "retires"](name, dayOfYear(retires_on)),
    text.modelRole[role] ?? role,
    replacement && text.replacement(replacement),
  ];
  return <Banner tone={days_left < 0 ? "bad" : "warn"}>{sentences.filter(Boolean).join(" ")}</Banner>;
}

function AllGood({ children }: { children: string }) {
  return (
    <p className="flex items-center gap-2 px-4 py-3.5">
      <Icon name="check" className="size-4.5 text-good" />
      {children}
    </p>
  );
}

function Alarms({ alarms }: { alarms: FiringAlarm[] }) {
  const text = usePlatformText();
  return (
    <Panel title={text.alarms} beside={alarms.length > 0 && <Badge tone="bad">{alarms.length}</Badge>}>
      {alarms.length === 0 ? (
        <AllGood>{text.noAlarms}</AllGood>
      ) : (
        <>
          <ul className="divide-y divide-line">
            {alarms.map(({ name, reason, since }) => (
              <li key={name} className="grid gap-0.5 px-4 py-3">
                <span className="flex flex-wrap items-baseline justify-between gap-x-4">
                  <b className="font-semibold text-bad">{name}</b>
                  <time dateTime={since} title={fullMoment(since)} className="text-quiet">
                    {text.since(moment(since))}
                  </time>
                </span>
                <span className="text-quiet break-words">{reason}</span>
              </li>
            ))}
          </ul>
          <p className="border-t border-line px-4 py-2.5 text-quiet">{text.alarmsWhat}</p>
        </>
      )}
    </Panel>
  );
}

function Problems({ company }: { company: CompanyProblems }) {
  const text = usePlatformText();
  const spent = company.exhausted_budget;
  return (
    <li className="grid gap-1 px-4 py-3">
      <a
        href={`/companies/${company.tenant_id}/account`}
        className="w-fit font-medium text-accent hover:underline underline-offset-2"
      >
        {company.name}
      </a>
      {company.failing_connections.map(({ connection, problem, since }) => (
        <span key={connection} className="flex flex-wrap items-baseline gap-x-2">
          {text[problem](text.connections[connection] ?? connection)}
          <time dateTime={since} title={fullMoment(since)} className="text-quiet">
            {text.since(moment(since))}
          </time>
        </span>
      ))}
      {spent && (
        <span>
          {text[spent.period === "day" ? "spentDay" : "spentMonth"](
            money(spent.spent_micro_usd),
            money(spent.budget_micro_usd),
          )}
        </span>
      )}
    </li>
  );
}
