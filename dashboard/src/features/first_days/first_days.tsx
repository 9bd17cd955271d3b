import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { type Kept, keep, readKept } from "../../api/first_days";
import { getVersionOptions, listCallsOptions, listPeopleOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { Tenant } from "../../api/generated/types.gen";
import { companyOptions, useTenant } from "../../api/me";
import { Checkbox } from "../../forms/choice";
import { useSetupText } from "../../text/setup";
import { buttonClass } from "../../ui/button";
import { phone } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { Page, Panel } from "../../ui/page";
import { ForwardingCodes } from "./forwarding_codes";

/** What to do after the launch. What the system can see ticks itself; the rest is ticked by hand. */
export function FirstDays() {
  const words = useSetupText().firstDays;
  const tenant = useTenant();
  const company = useQuery(companyOptions(tenant));
  return (
    <Page title={words.title} isNarrow>
      <p className="text-quiet mb-4">{words.lead}</p>
      <Panel>
        <Loaded query={company}>{(company) => <Checklist company={company} />}</Loaded>
      </Panel>
    </Page>
  );
}

function Checklist({ company }: { company: Tenant }) {
  const words = useSetupText().firstDays;
  const tenant = useTenant();
  const [kept, setKept] = useState<Kept>(() => readKept(company.tenant_id));
  const calls = useQuery(listCallsOptions({ path: { tenant }, query: { limit: 1 } }));
  const people = useQuery(listPeopleOptions({ path: { tenant }, query: { limit: 2 } }));
  const version = useQuery(getVersionOptions({ path: { tenant, version: "published" } }));
  const change = (next: Kept) => {
    keep(company.tenant_id, next);
    setKept(next);
  };
  const byHand = (name: Kept["ticked"][number]) => ({
    isDone: kept.ticked.includes(name),
    onTick: (isDone: boolean) =>
      change({ ...kept, ticked: [...kept.ticked.filter((each) => each !== name), ...(isDone ? [name] : [])] }),
  });
  const number = company.numbers[0];
  const textsAreOn = version.data?.configuration.texts?.confirmations === true;
  const toTeam = (
    <Link to="/team" search={{ invite: true }} className={buttonClass()}>
      {words.invite}
    </Link>
  );
  const toNumbers = (
    <Link to="/numbers" className={buttonClass()}>
      {words.connect}
    </Link>
  );
  const items: ItemProps[] = [
    { name: words.connect, isDone: number !== undefined, what: words.connectWhat, action: toNumbers },
    ...(number
      ? [
          { name: words.call(phone(number)), isDone: (calls.data?.items.length ?? 0) > 0, what: words.callWhat },
          { name: words.forward, ...byHand("forward"), what: <ForwardingCodes number={number} /> },
        ]
      : []),
    { name: words.invite, isDone: (people.data?.items.length ?? 0) > 1, what: words.inviteWhat, action: toTeam },
    { name: words.texts, ...(textsAreOn ? { isDone: true } : byHand("texts")), what: words.textsWhat },
  ];
  const left = items.filter(({ isDone }) => !isDone).length;
  return (
    <>
      <header className="flex flex-wrap items-center justify-between gap-x-4 border-b border-line px-4 py-1.5">
        <p role="status" className="text-quiet">
          {left === 0 ? words.allDone : words.done(items.length - left, items.length)}
        </p>
        <Checkbox
          label={words.show}
          checked={!kept.isHidden}
          onChange={(event) => change({ ...kept, isHidden: !event.target.checked })}
        />
      </header>
      <ul className="divide-y divide-line">
        {items.map((item) => (
          <Item key={item.name} {...item} />
        ))}
      </ul>
    </>
  );
}

type ItemProps = {
  name: string;
  isDone: boolean;
  onTick?: (isDone: boolean) => void;
  what: ReactNode;
  action?: ReactNode;
};

function Item({ name, isDone, onTick, what, action }: ItemProps) {
  const words = useSetupText().firstDays;
  return (
    <li>
      <details className="group">
        <summary className="flex items-center gap-3 px-4 min-h-11 cursor-pointer hover:bg-hover -outline-offset-2">
          <span
            className={`grid place-items-center size-5 shrink-0 rounded-full ${isDone ? "bg-good-soft text-good" : "border border-edge"}`}
          >
            {isDone && <Icon name="check" className="size-3.5" />}
          </span>
          <span className={isDone ? "text-quiet" : "font-medium"}>
            {name}
            {isDone && <span className="sr-only"> ({words.isDone})</span>}
          </span>
          <Icon name="next" className="size-4 ml-auto text-quiet transition-transform group-open:rotate-90" />
        </summary>
        <div className="grid gap-2 pl-12 pr-4 pt-1.5 pb-3 text-quiet">
          <div>{what}</div>
          {action && <div>{action}</div>}
          {onTick && (
            <Checkbox label={words.tick} checked={isDone} onChange={(event) => onTick(event.target.checked)} />
          )}
        </div>
      </details>
    </li>
  );
}
