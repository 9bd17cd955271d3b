import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { listPeopleInfiniteOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { Person } from "../../api/generated/types.gen";
import { useMay, useMe, useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { buttonClass } from "../../ui/button";
import { date } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { MoreButton } from "../../ui/more_button";
import { Page, Panel } from "../../ui/page";
import { Empty } from "../../ui/states";
import { InviteDialog } from "./invite";
import { PersonDialog } from "./person";

/** Who works here, in which role. */
export function Team() {
  const text = useText().team;
  const may = useMay();
  const tenant = useTenant();
  const { person: opened, invite = false } = useSearch({ from: "/signed-in/team" });
  const navigate = useNavigate();
  const close = () => void navigate({ to: "/team", search: {}, replace: true, resetScroll: false });
  const options = { path: { tenant }, query: { limit: 100 } };
  const query = useInfiniteQuery({
    ...listPeopleInfiniteOptions(options),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    initialPageParam: options,
  });
  const people = query.data?.pages.flatMap((page): Person[] => page.items) ?? [];
  return (
    <Page
      title={text.title}
      isNarrow
      actions={
        may("manage_people") && (
          <Link to="/team" search={{ invite: true }} resetScroll={false} className={buttonClass("main")}>
            {text.invite}
          </Link>
        )
      }
    >
      <Panel>
        <Loaded query={query}>
          {() =>
            people.length === 0 ? (
              <Empty icon="person" title={text.none} />
            ) : (
              <>
                <ul className="divide-y divide-line">
                  {people.toSorted(byName).map((person) => (
                    <PersonRow key={person.person_id} person={person} />
                  ))}
                </ul>
                <MoreButton query={query} />
              </>
            )
          }
        </Loaded>
      </Panel>
      <InviteDialog isOpen={invite && may("manage_people")} onClose={close} />
      <PersonDialog person={people.find(({ person_id }) => person_id === opened)} onClose={close} />
    </Page>
  );
}

function byName(one: Person, other: Person): number {
  return (one.name ?? one.email).localeCompare(other.name ?? other.email);
}

function PersonRow({ person }: { person: Person }) {
  const text = useText();
  const me = useMe();
  const isMe = person.person_id === me.person_id;
  return (
    <li>
      <Link
        to="/team"
        search={{ person: person.person_id }}
        resetScroll={false}
        className="flex items-center gap-3 px-4 py-3 hover:bg-hover -outline-offset-2"
      >
        <span className="grid min-w-0 flex-1">
          <span className="flex items-center gap-2 min-w-0">
            <b className="font-medium truncate">{person.name ?? person.email}</b>
            {isMe && <Badge>{text.team.you}</Badge>}
          </span>
          {person.name && <span className="text-quiet truncate">{person.email}</span>}
          {person.state === "invited" && <InvitationState until={person.invited_until} />}
        </span>
        <Badge tone={person.role === "owner" ? "accent" : "plain"}>{text.roles[person.role]}</Badge>
        <Icon name="next" className="size-4.5 text-quiet" />
      </Link>
    </li>
  );
}

function InvitationState({ until }: { until: string | null | undefined }) {
  const text = useText().team;
  const isOver = until != null && new Date(until) < new Date();
  return (
    <span className="text-warn text-[0.8125rem]">
      {isOver || !until ? text.invitationOver : text.invited(date(until))}
    </span>
  );
}
