import { useQuery } from "@tanstack/react-query";
import type { Spending } from "../../api/generated/types.gen";
import { companyOptions, useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { money, percent } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { Panel } from "../../ui/page";
import { Banner } from "../../ui/states";

/** What may be spent on the model, and what happens after that. */
export function BudgetPanel() {
  const text = useText().figures;
  const tenant = useTenant();
  const query = useQuery(companyOptions(tenant));
  return (
    <Panel title={text.budget}>
      <Loaded query={query} skeleton={<div className="h-40" />}>
        {({ spending }) =>
          spending ? <Meters spending={spending} /> : <p className="px-4 py-3.5 text-quiet">{text.budgetUnknown}</p>
        }
      </Loaded>
    </Panel>
  );
}

function Meters({ spending }: { spending: Spending }) {
  const text = useText().figures;
  return (
    <div className="grid gap-4 px-4 py-3.5">
      {spending.exhausted && <Banner tone="bad">{text.exhausted[spending.exhausted]}</Banner>}
      {!spending.exhausted && spending.warning && <Banner tone="warn">{text.nearlySpent[spending.warning]}</Banner>}
      <Meter name={text.today} spent={spending.today_micro_usd} budget={spending.daily_budget_micro_usd} />
      <Meter name={text.thisMonth} spent={spending.this_month_micro_usd} budget={spending.monthly_budget_micro_usd} />
      <p className="text-quiet text-pretty">{text.budgetWhat}</p>
    </div>
  );
}

const NEARLY = 0.8;

function Meter({ name, spent, budget }: { name: string; spent: number; budget: number }) {
  const text = useText().figures;
  const share = budget > 0 ? spent / budget : 1;
  const look = share >= 1 ? "fill-bad" : share >= NEARLY ? "fill-warn" : "fill-accent";
  return (
    <div className="grid gap-1.5">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-medium">{name}</span>
        <span className="tabular-nums">
          {text.spentOf(money(spent), money(budget))} <span className="text-quiet">({percent(share)})</span>
        </span>
      </p>
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" className="w-full h-2">
        <rect width="100" height="8" rx="1" className="fill-sunken" />
        <rect width={Math.min(100, share * 100)} height="8" rx="1" className={look} />
      </svg>
    </div>
  );
}
