// The test calls of the last day: who began which, and what was said in one of them.

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getTestCallOptions, listTestCallsInfiniteOptions } from "../api/generated/@tanstack/react-query.gen";
import type { HistoryEntry, TestCallSummary } from "../api/generated/types.gen";
import { useTenant } from "../api/me";
import { useConfigText } from "../text/config";
import { useText } from "../text/text";
import { Badge } from "../ui/badge";
import { Dialog } from "../ui/dialog";
import { moment } from "../ui/format";
import { Icon } from "../ui/icon";
import { Loaded } from "../ui/loaded";
import { MoreButton } from "../ui/more_button";
import { useNameOf } from "./draft";

/** Asks for the list when it is opened. */
export function EarlierTestCalls() {
  const text = useConfigText().test.earlier;
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="border-t border-line" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="flex items-center gap-2 px-4 min-h-11 text-quiet hover:text-ink list-none cursor-pointer -outline-offset-2">
        <Icon name="calls" className="size-4" />
        {text.title}
      </summary>
      {isOpen && <List />}
    </details>
  );
}

function List() {
  const text = useConfigText().test.earlier;
  const tenant = useTenant();
  const [shown, setShown] = useState<TestCallSummary>();
  const options = { path: { tenant } };
  const query = useInfiniteQuery({
    ...listTestCallsInfiniteOptions(options),
    initialPageParam: options,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    // Another one may have begun beside this page.
    staleTime: 0,
  });
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const items = pages.flatMap((page): TestCallSummary[] => page.items);
        return (
          <>
            {items.length === 0 && <p className="px-4 pb-4 text-quiet">{text.none}</p>}
            <ul className="divide-y divide-line border-t border-line">
              {items.map((item) => (
                <Row key={item.test_call_id} item={item} onShow={() => setShown(item)} />
              ))}
            </ul>
            <MoreButton query={query} />
            <Dialog
              title={shown ? text.of(moment(shown.begun_at)) : ""}
              isOpen={shown !== undefined}
              onClose={() => setShown(undefined)}
            >
              {shown && <Conversation id={shown.test_call_id} />}
            </Dialog>
          </>
        );
      }}
    </Loaded>
  );
}

function Row({ item, onShow }: { item: TestCallSummary; onShow: () => void }) {
  const text = useConfigText().test.earlier;
  const nameOf = useNameOf();
  return (
    <li>
      <button
        type="button"
        onClick={onShow}
        className="flex flex-wrap items-center gap-x-3 gap-y-1 w-full min-h-11 px-4 py-2 text-left cursor-pointer hover:bg-hover -outline-offset-2"
      >
        <span className="font-medium tabular-nums">{moment(item.begun_at)}</span>
        <span className="text-quiet">
          {nameOf(item.by)} · {text.version(item.version)}
        </span>
        {item.by_voice && <Badge>{text.byVoice}</Badge>}
      </button>
    </li>
  );
}

function Conversation({ id }: { id: string }) {
  const text = useConfigText().test.earlier;
  const tenant = useTenant();
  const query = useQuery({ ...getTestCallOptions({ path: { tenant, test_call: id } }), staleTime: 0 });
  return (
    <Loaded query={query}>
      {({ history, withheld }) => (
        <>
          {withheld && withheld.length > 0 && <p className="pb-3 text-quiet">{text.withheld}</p>}
          {history.length === 0 && <p className="text-quiet">{text.silent}</p>}
          <ol className="grid gap-3">
            {history.map((entry, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: what was said does not change places
              <Entry key={place} entry={entry} />
            ))}
          </ol>
        </>
      )}
    </Loaded>
  );
}

/** What was said, keyed or asked of a tool. A result is for the model, and its words follow. */
function Entry({ entry }: { entry: HistoryEntry }) {
  const words = useText().calls.one;
  if (entry.kind === "tool_returned") return null;
  if (entry.kind === "tools_requested") {
    return (
      <li className="ml-18 flex flex-wrap gap-2">
        {entry.requests.map(({ id, name }) => (
          <Badge key={id}>{words.tools[name] ?? name}</Badge>
        ))}
      </li>
    );
  }
  const isAgent = entry.kind === "agent_said";
  return (
    <li className="grid grid-cols-[3.75rem_1fr] gap-3">
      <span className={isAgent ? "font-medium text-accent" : "font-medium"}>
        {isAgent ? words.agent : words.caller}
      </span>
      <p className="min-w-0 text-pretty">{entry.kind === "caller_keyed" ? words.keyed(entry.digits) : entry.text}</p>
    </li>
  );
}
