import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { listCustomersInfiniteOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { CustomerSummary } from "../../api/generated/types.gen";
import { useMay, useTenant } from "../../api/me";
import { useCustomersText } from "../../text/customers";
import { Badge } from "../../ui/badge";
import { buttonClass } from "../../ui/button";
import { phone } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { MoreButton } from "../../ui/more_button";
import { Page, Panel } from "../../ui/page";
import { readPhone } from "../../ui/phone_number";
import { SearchField } from "../../ui/search_field";
import { Banner, Empty } from "../../ui/states";

/** The most characters that the API takes. */
const LONGEST_QUERY = 80;
/** A search stops at this many, and goes on when asked. */
const ENOUGH_FOUND = 50;

/** The customers, found by name, address or number. */
export function Customers() {
  const text = useCustomersText();
  const navigate = useNavigate();
  const tenant = useTenant();
  const may = useMay();
  const { q, ask } = useSearch({ from: "/signed-in/customers" });
  const options = { path: { tenant }, query: { limit: 100, ...(q && { q: q.slice(0, LONGEST_QUERY) }) } };
  const query = useInfiniteQuery({
    ...listCustomersInfiniteOptions(options),
    // The first page has no cursor.
    initialPageParam: options,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });
  const found = query.data?.pages.flatMap(({ items }) => items) ?? [];
  // A page of a search looks at a part of the customers, and may find none there.
  const isSearching = q !== undefined && query.hasNextPage && found.length < ENOUGH_FOUND;
  useEffect(() => {
    if (isSearching && !query.isFetching && !query.isError) void query.fetchNextPage();
  }, [isSearching, query]);
  return (
    <Page title={text.title}>
      <div className="grid gap-3 md:gap-4">
        {ask === "erase" && may("answer_privacy_requests") && (
          <Banner
            tone="accent"
            action={
              <Link
                to="/customers"
                search={q ? { q } : {}}
                replace
                className="font-medium underline underline-offset-2"
              >
                {text.privacy.stopLooking}
              </Link>
            }
          >
            {text.privacy.find(text.privacy.erase)}
          </Banner>
        )}
        <div className="md:max-w-md">
          <SearchField
            label={text.search}
            value={q}
            onSearch={(words) =>
              void navigate({
                to: "/customers",
                search: { ...(words && { q: words }), ...(ask && { ask }) },
                replace: true,
              })
            }
          />
        </div>
        <Panel>
          <Loaded query={query}>
            {() => {
              if (found.length === 0 && !isSearching) return <None q={q} />;
              return (
                <>
                  <ul className="divide-y divide-line">
                    {found.map((customer) => (
                      <Row key={customer.number} customer={customer} />
                    ))}
                  </ul>
                  {isSearching ? (
                    <p role="status" className="px-4 py-3 text-quiet">
                      {text.searching}
                    </p>
                  ) : (
                    <MoreButton query={query} />
                  )}
                </>
              );
            }}
          </Loaded>
        </Panel>
      </div>
    </Page>
  );
}

/** Without a customer of a number, the way still leads to it: it can be blocked. */
function None({ q }: { q: string | undefined }) {
  const text = useCustomersText();
  const number = q && readPhone(q);
  if (!q) return <Empty title={text.none}>{text.noneWhat}</Empty>;
  return (
    <Empty
      icon="search"
      title={text.noneFound(q)}
      action={
        number && (
          <Link to="/customers/$customer" params={{ customer: number }} className={buttonClass("main")}>
            {text.openNumber(phone(number))}
          </Link>
        )
      }
    />
  );
}

function Row({ customer }: { customer: CustomerSummary }) {
  const text = useCustomersText();
  const { name, number, street, zip, visits, blocked, do_not_call } = customer;
  return (
    <li>
      <Link
        to="/customers/$customer"
        params={{ customer: number }}
        className="grid grid-cols-[1fr_auto] md:grid-cols-[1fr_10rem_1fr_6rem] items-center gap-x-4 px-4 py-2.5 hover:bg-hover -outline-offset-2"
      >
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium min-w-0">
          <span className="truncate">{name ?? phone(number)}</span>
          {blocked && <Badge tone="bad">{text.blocked}</Badge>}
          {do_not_call && <Badge tone="warn">{text.doNotCall}</Badge>}
        </span>
        <span className="text-quiet tabular-nums max-md:row-start-2">{name ? phone(number) : ""}</span>
        <span className="text-quiet truncate max-md:hidden">{[street, zip].filter(Boolean).join(", ")}</span>
        <span className="text-quiet text-right tabular-nums">{text.visits(visits)}</span>
      </Link>
    </li>
  );
}
