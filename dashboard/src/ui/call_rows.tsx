// Calls as rows that lead to each of them: two lines on a telephone, one on a wide screen.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Call } from "../api/generated/types.gen";
import { useText } from "../text/text";
import { Badge } from "./badge";
import { cx } from "./cx";
import { duration, fullMoment, moment, money, phone } from "./format";
import { OutcomeBadge } from "./outcome";

type Props = { calls: Call[]; below?: (call: Call) => ReactNode };

/** The columns of a wide screen. */
const COLUMNS = "md:grid-cols-[9.5rem_1fr_8rem_4rem_4.5rem] items-center gap-x-4 px-4";

export function CallRows({ calls, below }: Props) {
  return (
    <>
      <Heads />
      <ul className="divide-y divide-line">
        {calls.map((call) => (
          <li key={call.call_id}>
            <Row call={call} />
            {below?.(call)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** For the eye: a row that is read says what each value is by its words. */
function Heads() {
  const { when, caller, outcome, length, cost } = useText().calls.columns;
  return (
    <div
      aria-hidden="true"
      className={cx(COLUMNS, "hidden md:grid py-1.5 border-b border-line bg-sunken text-quiet text-xs font-medium")}
    >
      <span>{when}</span>
      <span>{caller}</span>
      <span>{outcome}</span>
      <span className="text-right">{length}</span>
      <span className="text-right">{cost}</span>
    </div>
  );
}

function Row({ call }: { call: Call }) {
  const text = useText();
  return (
    <Link
      to="/calls/$call"
      params={{ call: call.call_id }}
      className={cx(COLUMNS, "grid grid-cols-[1fr_auto] py-2.5 hover:bg-hover -outline-offset-2")}
    >
      <time
        dateTime={call.started_at}
        title={fullMoment(call.started_at)}
        className="text-quiet max-md:row-start-2 tabular-nums"
      >
        {moment(call.started_at)}
      </time>
      <span className="flex items-center gap-2 font-medium min-w-0">
        <span className="truncate tabular-nums">{call.caller ? phone(call.caller) : text.calls.hidden}</span>
        {call.facts?.after_hours && (
          <span className="max-md:hidden truncate font-normal text-quiet text-xs">{text.calls.afterHours}</span>
        )}
        {call.test && <Badge tone="warn">{text.calls.one.testCall}</Badge>}
        {call.imported && <Badge>{text.calls.one.imported}</Badge>}
      </span>
      <span className="max-md:row-start-1 max-md:col-start-2 justify-self-end md:justify-self-start">
        <OutcomeBadge outcome={call.facts?.outcome} />
      </span>
      <span className="text-quiet tabular-nums text-right">{duration(call.call_seconds)}</span>
      <span className="max-md:hidden text-quiet tabular-nums text-right">{money(call.cost_micro_usd)}</span>
    </Link>
  );
}
