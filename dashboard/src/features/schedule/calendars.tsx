import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { listCalendarsOptions, listPeopleOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { CalendarFeed, NewCalendarFeed } from "../../api/generated/types.gen";
import { useMay, useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Select } from "../../ui/field";
import { moment } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { Page, Panel } from "../../ui/page";
import { Secret } from "../../ui/secret";
import { ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { useMakeCalendar, useRevokeCalendar } from "./calendar_changes";

const COMPANY = "company";
type Asked = { feed: string; whose: string; action: "renew" | "revoke" };

/** The private addresses at which calendar programs read the visits: make, copy once, revoke. */
export function Calendars() {
  const text = useText().schedule;
  const tenant = useTenant();
  const may = useMay();
  const feeds = useQuery(listCalendarsOptions({ path: { tenant }, query: { limit: 100 } }));
  const people = useQuery({
    ...listPeopleOptions({ path: { tenant }, query: { limit: 100 } }),
    enabled: may("read_people"),
  });
  const [made, setMade] = useState<NewCalendarFeed>();
  const [asked, setAsked] = useState<Asked>();
  const make = useMakeCalendar(setMade);
  const nameOf = (feed: string) => {
    if (feed === COMPANY) return text.feeds.company;
    const person = people.data?.items.find(({ person_id }) => person_id === feed);
    return person?.name ?? person?.email ?? feed;
  };
  return (
    <Page
      title={text.feeds.title}
      isNarrow
      before={
        <Link
          to="/schedule"
          className="inline-flex items-center gap-1 min-h-11 md:min-h-8 -ml-1.5 pr-2 text-quiet hover:text-ink"
        >
          <Icon name="back" className="size-4.5" />
          {text.title}
        </Link>
      }
    >
      <div className="grid gap-4">
        <p className="text-quiet text-pretty">{text.feeds.what}</p>
        {make.error && <ProblemBanner error={make.error} />}
        <Panel>
          <Loaded query={feeds}>
            {({ items }) => {
              const ids = [COMPANY, ...items.map(({ calendar_id }) => calendar_id).filter((id) => id !== COMPANY)];
              const without = people.data?.items.filter(({ person_id }) => !ids.includes(person_id)) ?? [];
              return (
                <>
                  <ul className="divide-y divide-line">
                    {ids.map((id) => (
                      <Feed
                        key={id}
                        whose={nameOf(id)}
                        feed={items.find(({ calendar_id }) => calendar_id === id)}
                        isBusy={make.isPending}
                        onMake={() => make.mutate(id)}
                        onAsk={(action) => setAsked({ feed: id, whose: nameOf(id), action })}
                      />
                    ))}
                  </ul>
                  {without.length > 0 && (
                    <div className="border-t border-line px-4 py-3.5">
                      <Select
                        label={text.feeds.person}
                        value=""
                        onChange={(event) => event.target.value && make.mutate(event.target.value)}
                      >
                        <option value="">{text.feeds.choosePerson}</option>
                        {without.map((person) => (
                          <option key={person.person_id} value={person.person_id}>
                            {person.name ?? person.email}
                          </option>
                        ))}
                      </Select>
                    </div>
                  )}
                </>
              );
            }}
          </Loaded>
        </Panel>
      </div>
      {asked && (
        <AskDialog
          asked={asked}
          onClose={() => setAsked(undefined)}
          onRenew={() => {
            setAsked(undefined);
            make.mutate(asked.feed);
          }}
        />
      )}
      <Dialog title={text.feeds.newTitle} isOpen={made !== undefined} onClose={() => setMade(undefined)}>
        {made && (
          <div className="pb-3">
            <Secret label={text.feeds.address} value={made.url} help={text.feeds.newWhat} isLink />
          </div>
        )}
      </Dialog>
    </Page>
  );
}

type FeedProps = {
  whose: string;
  feed: CalendarFeed | undefined;
  isBusy: boolean;
  onMake: () => void;
  onAsk: (action: Asked["action"]) => void;
};

function Feed({ whose, feed, isBusy, onMake, onAsk }: FeedProps) {
  const text = useText().schedule.feeds;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="grid min-w-0">
        <b className="font-medium truncate">{whose}</b>
        <span className="text-quiet text-[0.8125rem]">
          {feed ? text.made(moment(feed.created_at), feed.last_four) : text.none}
        </span>
        {feed && (
          <span className="text-quiet text-[0.8125rem]">
            {feed.last_read_at ? text.read(moment(feed.last_read_at)) : text.neverRead}
          </span>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        {feed ? (
          <>
            <Button look="plain" isBusy={isBusy} onClick={() => onAsk("renew")}>
              {text.renew}
            </Button>
            <Button look="wary" onClick={() => onAsk("revoke")}>
              {text.revoke}
            </Button>
          </>
        ) : (
          <Button isBusy={isBusy} onClick={onMake}>
            {text.make}
          </Button>
        )}
      </div>
    </li>
  );
}

type AskProps = { asked: Asked; onClose: () => void; onRenew: () => void };

function AskDialog({ asked, onClose, onRenew }: AskProps) {
  const { schedule, common } = useText();
  const text = schedule.feeds;
  const revoke = useRevokeCalendar();
  const isRenewal = asked.action === "renew";
  const revoked = () => {
    toast(text.revoked);
    onClose();
  };
  return (
    <Dialog
      title={isRenewal ? text.renewTitle(asked.whose) : text.revokeTitle(asked.whose)}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button
            look={isRenewal ? "main" : "danger"}
            isBusy={revoke.isPending}
            onClick={() => (isRenewal ? onRenew() : revoke.mutate(asked.feed, { onSuccess: revoked }))}
          >
            {isRenewal ? text.renew : text.revoke}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <p>{isRenewal ? text.renewWhat : text.revokeWhat}</p>
        {revoke.error && <ProblemBanner error={revoke.error} />}
      </div>
    </Dialog>
  );
}
