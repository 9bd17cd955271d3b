import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { listCallsInfiniteOptions, searchCallsInfiniteOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { Call, FoundCall } from "../../api/generated/types.gen";
import { companyOptions, useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { CallRows } from "../../ui/call_rows";
import { phone } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { MoreButton } from "../../ui/more_button";
import { Page, Panel } from "../../ui/page";
import { Empty } from "../../ui/states";
import { CallFilterBar } from "./filter_bar";
import { type CallFilters, hasFilters } from "./filters";
import { RepeatCallers } from "./repeat_callers_panel";
import { Snippets } from "./snippets";

/** The calls that ended, the latest first, found by words and filters. */
export function Calls() {
  const text = useText();
  const filters = useSearch({ from: "/signed-in/calls" });
  const navigate = useNavigate();
  const change = (next: CallFilters) => void navigate({ to: "/calls", search: next, replace: true });
  return (
    <Page title={text.calls.title}>
      <div className="grid gap-3">
        <CallFilterBar filters={filters} onChange={change} />
        {!filters.q && <RepeatCallers />}
        <Panel>{filters.q ? <Found filters={filters} q={filters.q} /> : <Listed filters={filters} />}</Panel>
      </div>
    </Page>
  );
}

const nextPage = { getNextPageParam: (page: { next_cursor?: string | null }) => page.next_cursor ?? undefined };

function Listed({ filters }: { filters: CallFilters }) {
  const tenant = useTenant();
  const { q: _, ...conditions } = filters;
  const query = useInfiniteQuery({
    ...listCallsInfiniteOptions({ path: { tenant }, query: conditions }),
    ...nextPage,
    // The first page has no cursor.
    initialPageParam: { path: { tenant } },
  });
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const calls = pages.flatMap((page): Call[] => page.items);
        return calls.length === 0 && !query.hasNextPage ? (
          <NoCalls filters={filters} />
        ) : (
          <>
            <CallRows calls={calls} />
            <MoreButton query={query} />
          </>
        );
      }}
    </Loaded>
  );
}

function Found({ filters, q }: { filters: CallFilters; q: string }) {
  const tenant = useTenant();
  const query = useInfiniteQuery({
    ...searchCallsInfiniteOptions({ path: { tenant }, query: { ...filters, q } }),
    ...nextPage,
    // The first page has no cursor.
    initialPageParam: { path: { tenant }, query: { ...filters, q } },
  });
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const found = pages.flatMap((page): FoundCall[] => page.items);
        const snippets = new Map(found.map((each) => [each.call.call_id, each.snippets]));
        return found.length === 0 && !query.hasNextPage ? (
          <NoCalls filters={filters} />
        ) : (
          <>
            <CallRows
              calls={found.map((each) => each.call)}
              below={(call) => <Snippets snippets={snippets.get(call.call_id) ?? []} />}
            />
            <MoreButton query={query} />
          </>
        );
      }}
    </Loaded>
  );
}

function NoCalls({ filters }: { filters: CallFilters }) {
  const text = useText();
  const tenant = useTenant();
  const company = useQuery(companyOptions(tenant));
  if (filters.q || hasFilters(filters)) {
    return (
      <Empty icon="search" title={text.calls.noneFound}>
        {text.calls.noneFoundWhat}
      </Empty>
    );
  }
  const number = company.data?.numbers[0];
  return (
    <Empty icon="calls" title={text.calls.none}>
      {number ? text.calls.noneWhat(phone(number)) : text.today.connectFirst}
    </Empty>
  );
}
