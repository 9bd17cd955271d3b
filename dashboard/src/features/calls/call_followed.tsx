import type { ReactNode } from "react";
import type { CallDetails } from "../../api/generated/types.gen";
import { useNameOf } from "../../api/names";
import { useText } from "../../text/text";
import { Badge, type Tone } from "../../ui/badge";
import { fullMoment, moment } from "../../ui/format";
import { Panel } from "../../ui/page";

const SENDING: Record<string, Tone> = { sending: "accent", sent: "good", undeliverable: "bad" };
const DELIVERY: Record<string, Tone> = { pending: "accent", delivered: "good", failed: "bad", dropped: "plain" };

/** What was sent because of the call: to the customer, to the team and to programs; nothing if nothing was sent. */
export function CallFollowed({ details }: { details: CallDetails }) {
  const text = useText();
  const words = text.callFacts.followed;
  const nameOf = useNameOf();
  const { followed, text_back: textBack } = details;
  const { texts, notifications, webhooks } = followed;
  if (texts.length + notifications.length + webhooks.length === 0 && !textBack) return null;
  const sent = text.schedule.visit.textStates;
  return (
    <Panel title={words.title}>
      <ul className="divide-y divide-line">
        {textBack && (
          <Sent
            what={words.textBack}
            at={textBack.at}
            tone={SENDING[textBack.state]}
            state={sent[textBack.state]}
            help={textBack.reason && text.notifications.reasons[textBack.reason]}
          />
        )}
        {texts.map((each) => (
          <Sent
            key={each.appointment_id + each.at + each.kind}
            what={text.schedule.visit.textKinds[each.kind]}
            who={words.toCustomer}
            at={each.at}
            tone={SENDING[each.state]}
            state={sent[each.state]}
            help={each.reason && text.notifications.reasons[each.reason]}
          >
            {each.confirmed_at && (
              <span className="text-good">{text.schedule.visit.confirmed(moment(each.confirmed_at))}</span>
            )}
          </Sent>
        ))}
        {notifications.map((each) => (
          <Sent
            key={each.person_id + each.at + each.kind}
            what={text.notifications.kinds[each.kind].title}
            who={text.notifications.notReached(nameOf(each.person_id), each.channel)}
            at={each.at}
            tone={SENDING[each.state]}
            state={sent[each.state]}
            help={each.reason && text.notifications.reasons[each.reason]}
          />
        ))}
        {webhooks.map((each) => (
          <Sent
            key={each.webhook_id + each.event + each.at}
            what={text.webhooks.events[each.event]}
            who={words.webhook}
            at={each.at}
            tone={DELIVERY[each.state]}
            state={text.webhooks.log.states[each.state]}
          />
        ))}
      </ul>
    </Panel>
  );
}

function Sent({
  what,
  who,
  at,
  tone,
  state,
  help,
  children,
}: {
  what: string;
  who?: string;
  at: string;
  tone: Tone | undefined;
  state: string | undefined;
  help?: string | null | undefined;
  children?: ReactNode;
}) {
  return (
    <li className="grid gap-0.5 px-4 py-2.5">
      <span className="flex items-center justify-between gap-3">
        {what}
        <Badge tone={tone ?? "plain"}>{state}</Badge>
      </span>
      <span className="text-quiet text-[0.8125rem]">
        {who && `${who}, `}
        <time dateTime={at} title={fullMoment(at)} className="tabular-nums">
          {moment(at)}
        </time>
      </span>
      {children}
      {help && <span className="text-pretty">{help}</span>}
    </li>
  );
}
