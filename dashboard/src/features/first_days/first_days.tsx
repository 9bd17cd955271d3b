import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { isOver, stepsOf, useSeen } from "../../api/first_days";
import type { FirstDaysStep, Tenant } from "../../api/generated/types.gen";
import { companyOptions, useMay, useTenant } from "../../api/me";
import { Checkbox } from "../../forms/choice";
import { useSetupText } from "../../text/setup";
import { Button, buttonClass } from "../../ui/button";
import { phone } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { Page, Panel } from "../../ui/page";
import { ProblemBanner } from "../../ui/states";
import { Walkthrough } from "../../walkthroughs/walkthrough";
import { useChangeFirstDays } from "./changes";
import { ForwardingCodes } from "./forwarding_codes";
import { Item } from "./item";

/** What to do after the launch. What the system can see ticks itself; the rest is ticked by hand, or left out. */
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

type Words = { title: string; what: ReactNode; action?: ReactNode };

/** What each step says, for a company with or without a number. */
function useSteps(number: string | undefined): Record<FirstDaysStep, Words> {
  const words = useSetupText().firstDays;
  const toTeam = (
    <>
      <Link to="/team" search={{ invite: true }} className={buttonClass()}>
        {words.invite}
      </Link>
      <Walkthrough name="dispatcher_morning" />
    </>
  );
  const toNumbers = (
    <Link to="/numbers" className={buttonClass()}>
      {words.connect}
    </Link>
  );
  return {
    connect: { title: words.connect, what: words.connectWhat, action: toNumbers },
    call: { title: words.call(number ? phone(number) : ""), what: words.callWhat },
    forward: { title: words.forward, what: number && <ForwardingCodes number={number} /> },
    invite: { title: words.invite, what: words.inviteWhat, action: toTeam },
    texts: { title: words.texts, what: words.textsWhat },
  };
}

function Checklist({ company }: { company: Tenant }) {
  const words = useSetupText().firstDays;
  const mayChange = useMay()("edit_configuration");
  const { shown: kept, change, error } = useChangeFirstDays(company);
  const number = company.numbers[0];
  const steps = stepsOf(number !== undefined, useSeen(), kept);
  const content = useSteps(number);
  const without = (names: FirstDaysStep[], name: FirstDaysStep) => names.filter((each) => each !== name);
  const shown = steps.filter(({ isLeftOut }) => !isLeftOut);
  const leftOut = steps.length - shown.length;
  const over = isOver(steps);
  return (
    <>
      <header className="flex flex-wrap items-center justify-between gap-x-4 border-b border-line px-4 py-1.5 min-h-14">
        <p role="status" className="text-quiet">
          {over ? words.allDone : words.done(shown.filter(({ isDone }) => isDone).length, shown.length)}
        </p>
        {over ? (
          <Link to="/today" className={buttonClass("main")}>
            {words.toToday}
          </Link>
        ) : (
          <Checkbox
            label={words.show}
            checked={!kept.hidden}
            disabled={!mayChange}
            onChange={(event) => change({ hidden: !event.target.checked })}
          />
        )}
      </header>
      {error !== null && (
        <div className="p-2">
          <ProblemBanner error={error} />
        </div>
      )}
      <ul className="divide-y divide-line">
        {shown.map(({ name, isDone, isSeen }) => (
          <Item
            key={name}
            {...content[name]}
            isDone={isDone}
            onTick={
              isSeen || !mayChange
                ? undefined
                : (isTicked) => change({ ticked: [...without(kept.ticked, name), ...(isTicked ? [name] : [])] })
            }
            onLeaveOut={isDone || !mayChange ? undefined : () => change({ left_out: [...kept.left_out, name] })}
          />
        ))}
      </ul>
      {leftOut > 0 && (
        <footer className="flex flex-wrap items-center justify-between gap-x-4 border-t border-line px-4 py-1.5 text-quiet">
          <p>{words.leftOut(leftOut)}</p>
          <Button look="plain" disabled={!mayChange} onClick={() => change({ left_out: [] })}>
            {words.showAgain}
          </Button>
        </footer>
      )}
    </>
  );
}
