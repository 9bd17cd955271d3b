import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { listUndeliveredInfiniteOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { Person, UndeliveredNotification } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { fullMoment, moment } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { MoreButton } from "../../ui/more_button";
import { Panel } from "../../ui/page";
import { Empty } from "../../ui/states";

/** What did not reach its person or customer in the last 90 days, and why. */
export function Undelivered({ people }: { people: Person[] }) {
  const text = useText().notifications;
  const tenant = useTenant();
  const options = { path: { tenant } };
  const query = useInfiniteQuery({
    ...listUndeliveredInfiniteOptions(options),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    initialPageParam: options,
  });
  return (
    <Panel title={text.undelivered}>
      <Loaded query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page): UndeliveredNotification[] => page.items);
          return items.length === 0 ? (
            <Empty icon="check" title={text.noneUndelivered}>
              {text.noneUndeliveredWhat}
            </Empty>
          ) : (
            <>
              <ul className="divide-y divide-line">
                {items.map((item) => (
                  <Item key={`${item.at} ${item.person_id} ${item.about}`} item={item} people={people} />
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

function Item({ item, people }: { item: UndeliveredNotification; people: Person[] }) {
  const text = useText().notifications;
  const person = people.find(({ person_id }) => person_id === item.person_id);
  return (
    <li className="grid gap-0.5 px-4 py-3">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <b className="font-medium">{item.kind === "customer_text" ? text.customerText : text.kinds[item.kind].title}</b>
        <time dateTime={item.at} title={fullMoment(item.at)} className="text-quiet tabular-nums">
          {moment(item.at)}
        </time>
      </p>
      {item.kind === "customer_text" ? (
        <p>
          <About about={item.about} />
        </p>
      ) : (
        <p className="text-quiet">{text.notReached(person?.name ?? person?.email ?? text.someone, item.channel)}</p>
      )}
      <p className="text-pretty">{text.reasons[item.reason]}</p>
    </li>
  );
}

/** Leads to the visit, or to the call that a customer hung up. */
function About({ about }: { about: string }) {
  const text = useText().notifications;
  return about.startsWith("CA") ? (
    <Link to="/calls/$call" params={{ call: about }} className="underline">
      {text.seeCall}
    </Link>
  ) : (
    <Link to="/schedule/$appointment" params={{ appointment: about }} className="underline">
      {text.seeVisit}
    </Link>
  );
}
