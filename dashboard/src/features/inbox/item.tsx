// What messages and emergencies have in common: who to call back, who takes care, and the line about a refused change.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Handling } from "../../api/generated/types.gen";
import { useMe } from "../../api/me";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { buttonClass } from "../../ui/button";
import { fullMoment, moment, phone } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { ProblemBanner } from "../../ui/states";

type Props = {
  badges: ReactNode;
  at: string;
  callback: string | null | undefined;
  call: string | null | undefined;
  handling: Handling;
  actions: ReactNode;
  error: unknown;
  children?: ReactNode;
};

export function Item({ badges, at, callback, call, handling, actions, error, children }: Props) {
  const text = useText().inbox;
  return (
    <li className="grid gap-2.5 px-4 py-3.5">
      <div className="flex flex-wrap items-center gap-2">
        {badges}
        <HandlingBadge handling={handling} />
        <time dateTime={at} title={fullMoment(at)} className="text-quiet tabular-nums md:ml-auto">
          {moment(at)}
        </time>
      </div>
      {children}
      <div className="flex flex-wrap items-center gap-2">
        {callback && (
          <a href={`tel:${callback}`} className={buttonClass("quiet")}>
            <Icon name="calls" className="size-4.5" />
            {phone(callback)}
          </a>
        )}
        {actions}
        {call && (
          <Link to="/calls/$call" params={{ call }} className={buttonClass("plain")}>
            {text.toCall}
          </Link>
        )}
      </div>
      {error !== null && error !== undefined && <ProblemBanner error={error} />}
    </li>
  );
}

function HandlingBadge({ handling }: { handling: Handling }) {
  const text = useText().inbox;
  const me = useMe();
  if (handling.done) return <Badge tone="good">{text.isDone}</Badge>;
  if (!handling.taken) return null;
  return <Badge tone="accent">{handling.taken.by === me.person_id ? text.takenByYou : text.taken}</Badge>;
}
