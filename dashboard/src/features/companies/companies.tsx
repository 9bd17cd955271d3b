import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { listTenantsInfiniteOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { TenantStatus, TenantSummary } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Badge, type Tone } from "../../ui/badge";
import { phone } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { MoreButton } from "../../ui/more_button";
import { Page, Panel } from "../../ui/page";
import { SearchField } from "../../ui/search_field";
import { Empty } from "../../ui/states";

/** The companies of the platform, for operators: found by name or number, and entered. */
export function Companies() {
  const text = useText().companies;
  const { search } = useSearch({ from: "/signed-in/companies" });
  const navigate = useNavigate();
  const filter = search ? { search } : {};
  const query = useInfiniteQuery({
    ...listTenantsInfiniteOptions({ query: filter }),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    // The first page has no cursor.
    initialPageParam: { query: filter },
  });
  return (
    <Page title={text.title}>
      <div className="grid gap-3">
        <SearchField
          label={text.search}
          value={search}
          onSearch={(words) =>
            void navigate({ to: "/companies", search: words ? { search: words } : {}, replace: true })
          }
        />
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

const TONES: Record<TenantStatus, Tone> = { active: "good", trial: "accent", inactive: "warn", suspended: "bad" };

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
