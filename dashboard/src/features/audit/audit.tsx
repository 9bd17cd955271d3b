import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { listAuditInfiniteOptions, listPeopleOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { AuditEntry, Person } from "../../api/generated/types.gen";
import { useMay, useMe, useTenant } from "../../api/me";
import { type Text, useText } from "../../text/text";
import { buttonClass } from "../../ui/button";
import { date, fullMoment, time } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { MoreButton } from "../../ui/more_button";
import { Page, Panel } from "../../ui/page";
import { Empty } from "../../ui/states";
import { Details } from "./details";
import { AuditFilterBar } from "./filter_bar";
import { queryOf } from "./query";

/** Who did what, the latest first, day by day. */
export function Audit() {
  const text = useText().audit;
  const tenant = useTenant();
  const may = useMay();
  const filters = useSearch({ from: "/signed-in/audit" });
  const navigate = useNavigate();
  const isFiltered = filters.show !== "all" || filters.area !== undefined || filters.by !== undefined;
  const options = { path: { tenant }, query: { limit: 100, ...queryOf(filters) } };
  const query = useInfiniteQuery({
    ...listAuditInfiniteOptions(options),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    initialPageParam: options,
  });
  const people = useQuery({
    ...listPeopleOptions({ path: { tenant }, query: { limit: 100 } }),
    enabled: may("read_people"),
  });
  return (
    <Page title={text.title} isNarrow>
      <p className="text-quiet -mt-2 mb-4 text-pretty">{text.lead}</p>
      <div className="grid gap-3">
        <AuditFilterBar
          filters={filters}
          people={people.data?.items ?? []}
          onChange={(next) => void navigate({ to: "/audit", search: next, replace: true, resetScroll: false })}
        />
        <Panel>
          <Loaded query={query}>
            {({ pages }) => {
              const entries = pages.flatMap((page): AuditEntry[] => page.items);
              return (
                <>
                  {entries.length === 0 && (
                    <Empty icon="audit" title={isFiltered || query.hasNextPage ? text.noneFits : text.none}>
                      {(isFiltered || query.hasNextPage) && text.noneFitsWhat}
                    </Empty>
                  )}
                  <Days entries={entries} people={people.data?.items ?? []} />
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

function Days({ entries, people }: { entries: AuditEntry[]; people: Person[] }) {
  const days = new Map<string, AuditEntry[]>();
  for (const entry of entries) days.set(date(entry.at), [...(days.get(date(entry.at)) ?? []), entry]);
  return [...days].map(([day, ofDay]) => (
    <section key={day} className="border-b border-line last:border-b-0">
      <h2 className="px-4 py-2 bg-sunken text-quiet text-[0.8125rem] font-medium">{day}</h2>
      <ul className="divide-y divide-line">
        {ofDay.map((entry) => (
          <Entry key={`${entry.at} ${entry.action} ${entry.about}`} entry={entry} people={people} />
        ))}
      </ul>
    </section>
  ));
}

function Entry({ entry, people }: { entry: AuditEntry; people: Person[] }) {
  const text = useText();
  const me = useMe();
  const { about, action, actor, address } = entry;
  const who = actor === me.person_id ? text.audit.actors.you : nameOf(actor, people, text);
  const aboutWords = about?.startsWith("usr_") && about !== actor ? nameOf(about, people, text) : undefined;
  return (
    <li className="grid grid-cols-[1fr_auto] gap-x-4 px-4 py-2.5">
      <p className="min-w-0 break-words">
        <b className="font-semibold">{who}</b> {text.audit.actions[action] ?? action}
        {aboutWords && `: ${aboutWords}`}
      </p>
      <time
        dateTime={entry.at}
        title={address ? `${fullMoment(entry.at)}, ${text.audit.from(address)}` : fullMoment(entry.at)}
        className="text-quiet tabular-nums"
      >
        {time(entry.at)}
      </time>
      <div className="col-span-2 min-w-0">
        {about && !about.startsWith("usr_") && !about.startsWith("CA") && (
          <p className="text-quiet text-[0.8125rem] font-mono break-all">{about}</p>
        )}
        <Details before={entry.before} after={entry.after} />
        {about?.startsWith("CA") && (
          <Link to="/calls/$call" params={{ call: about }} className={buttonClass("plain")}>
            {text.audit.toCall}
          </Link>
        )}
      </div>
    </li>
  );
}

/** The name of an actor, or what kind of actor it is. */
function nameOf(actor: string, people: Person[], text: Text): string {
  const { actors } = text.audit;
  const person = people.find(({ person_id }) => person_id === actor);
  if (person) return person.name ?? person.email;
  if (actor.startsWith("usr_")) return actors.gone;
  if (actor.startsWith("key_")) return actors.key;
  if (actor === "operator:import") return actors.import;
  if (actor.startsWith("operator:")) return actors.operator;
  if (actor.startsWith("person:")) return actors.newcomer;
  return actor === "platform" ? actors.platform : actors.system;
}
