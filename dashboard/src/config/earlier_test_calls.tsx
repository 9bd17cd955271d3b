// The test calls of the last day: who began which, and what was said in one of them.

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listTestCallsInfiniteOptions } from "../api/generated/@tanstack/react-query.gen";
import type { TestCallSummary } from "../api/generated/types.gen";
import { useTenant } from "../api/me";
import { useConfigText } from "../text/config";
import { Badge } from "../ui/badge";
import { Dialog } from "../ui/dialog";
import { moment } from "../ui/format";
import { Icon } from "../ui/icon";
import { Loaded } from "../ui/loaded";
import { MoreButton } from "../ui/more_button";
import { useNameOf } from "./draft";
import { TestConversation } from "./test_conversation";

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
              {shown && <TestConversation id={shown.test_call_id} />}
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
