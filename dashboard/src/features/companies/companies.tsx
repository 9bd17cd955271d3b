import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { listTenantsInfiniteOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { TenantStatus, TenantSummary } from "../../api/generated/types.gen";
import { usePlatformText } from "../../text/platform";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { phone } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { MoreButton } from "../../ui/more_button";
import { Page, Panel } from "../../ui/page";
import { SearchField } from "../../ui/search_field";
import { Empty } from "../../ui/states";
import { CreateCompany } from "./create_company";
import { TONES } from "./tones";

/** The companies of the platform, for operators: found by name or number, and entered. */
export function Companies() {
  const text = useText().companies;
  const words = usePlatformText();
  const filter = useSearch({ from: "/signed-in/companies" });
  const { search, status } = filter;
  const navigate = useNavigate();
  const [isCreating, setIsCreating] = useState(false);
  const change = (next: { search?: string | undefined; status?: TenantStatus | undefined }) => {
    const { search: found, status: only } = { ...filter, ...next };
    void navigate({
      to: "/companies",
      search: { ...(found && { search: found }), ...(only && { status: only }) },
      replace: true,
    });
  };
  const query = useInfiniteQuery({
    ...listTenantsInfiniteOptions({ query: filter }),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    // The first page has no cursor.
    initialPageParam: { query: filter },
  });
  return (
    <Page
      title={text.title}
      actions={
        <Button look="main" onClick={() => setIsCreating(true)}>
          <Icon name="add" className="size-4.5" />
          {words.create}
        </Button>
      }
    >
      <CreateCompany isOpen={isCreating} onClose={() => setIsCreating(false)} />
      <div className="grid gap-3">
        <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-2">
          <SearchField label={text.search} value={search} onSearch={(found) => change({ search: found })} />
          <select
            aria-label={words.status}
            value={status ?? ""}
            onChange={(event) => change({ status: STATUSES.find((each) => each === event.target.value) })}
            className="min-h-11 md:min-h-9 rounded-control border border-edge bg-panel px-2.5 max-w-36"
          >
            <option value="">{words.all}</option>
            {STATUSES.map((each) => (
              <option key={each} value={each}>
                {text.statuses[each]}
              </option>
            ))}
          </select>
        </div>
        <Panel>
          <Loaded query={query}>
            {({ pages }) => {
              const companies = pages.flatMap((page): TenantSummary[] => page.items);
              return companies.length === 0 && !query.hasNextPage ? (
                <Empty icon="search" title={text.none} />
              ) : (
                <>
                  <ul className="divide-y divide-line">
                    {companies.map((company) => (
                      <Company key={company.tenant_id} company={company} />
                    ))}
                  </ul>
                  <MoreButton query={query} />
                </>
              );
            }}
          </Loaded>
        </Panel>
      </div>
    </Page>
  );
}

const STATUSES: TenantStatus[] = ["active", "trial", "inactive", "suspended"];

/** A link that loads the page anew: its screens are those of the company then. */
function Company({ company }: { company: TenantSummary }) {
  const text = useText().companies;
  return (
    <li>
      <a
        href={`/companies/${company.tenant_id}`}
        className="flex items-center gap-4 px-4 py-3 hover:bg-hover -outline-offset-2"
      >
        <span className="grid min-w-0 flex-1">
          <b className="font-medium truncate">{company.name}</b>
          <span className="text-quiet tabular-nums truncate">
            {company.numbers.length > 0 ? company.numbers.map(phone).join(", ") : text.noNumber}
          </span>
        </span>
        <Badge tone={TONES[company.status]}>{text.statuses[company.status]}</Badge>
        <Icon name="next" className="size-4.5 text-quiet" />
      </a>
    </li>
  );
}
