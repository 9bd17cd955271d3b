import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import {
  listEmergenciesInfiniteOptions,
  listMessagesInfiniteOptions,
} from "../../api/generated/@tanstack/react-query.gen";
import { useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Loaded } from "../../ui/loaded";
import { MoreButton } from "../../ui/more_button";
import { Page, Panel } from "../../ui/page";
import { Segments, segmentClass } from "../../ui/segments";
import { Empty } from "../../ui/states";
import { Emergency } from "./emergency";
import { Message } from "./message";

type State = "open" | "all";

/** What callers left for the office: dangers first, then messages. */
export function Inbox() {
  const text = useText().inbox;
  const { show = "open" } = useSearch({ from: "/signed-in/inbox" });
  return (
    <Page title={text.title} actions={<Choice state={show} />}>
      <div className="grid gap-4 md:gap-5">
        <Emergencies state={show} />
        <Messages state={show} />
      </div>
    </Page>
  );
}

function Choice({ state }: { state: State }) {
  const text = useText().inbox;
  return (
    <Segments label={text.show}>
      {(["open", "all"] as const).map((each) => (
        <Link
          key={each}
          to="/inbox"
          search={each === "all" ? { show: each } : {}}
          replace
          aria-current={each === state ? "true" : undefined}
          className={segmentClass(each === state)}
        >
          {text.states[each]}
        </Link>
      ))}
    </Segments>
  );
}

const nextPage = { getNextPageParam: (page: { next_cursor?: string | null }) => page.next_cursor ?? undefined };

function Emergencies({ state }: { state: State }) {
  const text = useText().inbox;
  const tenant = useTenant();
  const options = { path: { tenant }, query: { state } };
  const query = useInfiniteQuery({
    ...listEmergenciesInfiniteOptions(options),
    ...nextPage,
    initialPageParam: options,
  });
  return (
    <Panel title={text.emergencies}>
      <Loaded query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 && !query.hasNextPage ? (
            <Empty icon="check" title={text.noEmergency} />
          ) : (
            <>
              <ul className="divide-y divide-line">
                {items.map((each) => (
                  <Emergency key={each.emergency_id} emergency={each} />
                ))}
              </ul>
              <MoreButton query={query} />
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function Messages({ state }: { state: State }) {
  const text = useText().inbox;
  const tenant = useTenant();
  const options = { path: { tenant }, query: { state } };
  const query = useInfiniteQuery({ ...listMessagesInfiniteOptions(options), ...nextPage, initialPageParam: options });
  return (
    <Panel title={text.messages}>
      <Loaded query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 && !query.hasNextPage ? (
            <Empty icon="inbox" title={text.noMessage}>
              {text.noMessageWhat}
            </Empty>
          ) : (
            <>
              <ul className="divide-y divide-line">
                {items.map((each) => (
                  <Message key={each.message_id} message={each} />
                ))}
              </ul>
              <MoreButton query={query} />
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}
