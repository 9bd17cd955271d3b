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
import { Walkthrough } from "../../walkthroughs/walkthrough";
import { Emergency } from "./emergency";
import { Message } from "./message";

type State = "open" | "all";

/** What callers left for the office: dangers first, then messages. */
export function Inbox() {
  const text = useText().inbox;
  const { show = "open", kind } = useSearch({ from: "/signed-in/inbox" });
  return (
    <Page title={text.title} actions={<Choice state={show} kind={kind} />}>
      <div className="grid gap-4 md:gap-5">
        {!kind && <Emergencies state={show} />}
        <Messages state={show} kind={kind} />
        <div className="not-printed">
          <Walkthrough name="dispatcher_morning" />
        </div>
      </div>
    </Page>
  );
}

type Shown = { state: State; kind: "text" | undefined };

/** Open or all; everything or only texts. */
function Choice({ state, kind }: Shown) {
  const text = useText().inbox;
  const segment = (key: string, search: { show?: "all"; kind?: "text" }, isChosen: boolean, words: string) => (
    <Link
      key={key}
      to="/inbox"
      search={search}
      replace
      aria-current={isChosen ? "true" : undefined}
      className={segmentClass(isChosen)}
    >
      {words}
    </Link>
  );
  const ofKind = kind && { kind };
  const ofState = state === "all" ? { show: state } : {};
  return (
    <div className="flex flex-wrap gap-2">
      <Segments label={text.kind}>
        {segment("any", ofState, !kind, text.everything)}
        {segment("text", { ...ofState, kind: "text" }, kind === "text", text.texts)}
      </Segments>
      <Segments label={text.show}>
        {segment("open", { ...ofKind }, state === "open", text.states.open)}
        {segment("all", { ...ofKind, show: "all" }, state === "all", text.states.all)}
      </Segments>
    </div>
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

function Messages({ state, kind }: Shown) {
  const text = useText().inbox;
  const tenant = useTenant();
  const options = { path: { tenant }, query: { state, ...(kind && { kind }) } };
  const query = useInfiniteQuery({ ...listMessagesInfiniteOptions(options), ...nextPage, initialPageParam: options });
  return (
    <Panel title={kind ? text.texts : text.messages}>
      <Loaded query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 && !query.hasNextPage ? (
            <Empty icon="inbox" title={text.noMessage}>
              {kind ? text.noTextWhat : text.noMessageWhat}
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
