import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { setBudgetMutation } from "../../api/generated/@tanstack/react-query.gen";
import type { Tenant } from "../../api/generated/types.gen";
import { companyOptions } from "../../api/me";
import { asProblem } from "../../api/problem";
import { usePlatformText } from "../../text/platform";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Panel } from "../../ui/page";
import { ProblemBanner } from "../../ui/states";
import { TextField } from "../../ui/text_field";
import { toast } from "../../ui/toast";
import { dollarsOf, parseDollars } from "./dollars";

/** The amounts that a company may spend on the model. */
export function BudgetForm({ company }: { company: Tenant }) {
  const text = usePlatformText();
  const { common, server } = useText();
  const queries = useQueryClient();
  const [wrong, setWrong] = useState<string[]>([]);
  const change = useMutation({
    ...setBudgetMutation(),
    onSuccess: () => {
      toast(text.saved);
      return queries.invalidateQueries({ queryKey: companyOptions(company.tenant_id).queryKey });
    },
  });
  const fields = change.error ? asProblem(change.error).fields : [];
  const errorOf = (name: string) => {
    if (wrong.includes(name)) return text.amountWrong;
    const message = fields.find(({ field }) => field === `/${name}`)?.message;
    return message && server(message);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const daily = parseDollars(String(form.get("daily")));
    const monthly = parseDollars(String(form.get("monthly")));
    setWrong([
      ...(daily === undefined ? ["daily_micro_usd"] : []),
      ...(monthly === undefined ? ["monthly_micro_usd"] : []),
    ]);
    if (daily === undefined || monthly === undefined) return;
    change.mutate({
      path: { tenant: company.tenant_id },
      body: { daily_micro_usd: daily, monthly_micro_usd: monthly },
    });
  };
  const { spending } = company;
  return (
    <Panel title={text.budget}>
      <form onSubmit={submit} className="grid gap-4 px-4 py-3.5">
        {change.error && <ProblemBanner error={change.error} />}
        <div className="grid md:grid-cols-2 gap-4">
          <TextField
            label={text.daily}
            name="daily"
            inputMode="decimal"
            defaultValue={spending ? dollarsOf(spending.daily_budget_micro_usd) : ""}
            error={errorOf("daily_micro_usd")}
          />
          <TextField
            label={text.monthly}
            name="monthly"
            inputMode="decimal"
            defaultValue={spending ? dollarsOf(spending.monthly_budget_micro_usd) : ""}
            error={errorOf("monthly_micro_usd")}
          />
        </div>
        <p className="text-quiet text-pretty">
          {text.budgetWhat} {text.budgetUsual}
        </p>
        <Button type="submit" look="main" isBusy={change.isPending} className="justify-self-start">
          {common.save}
        </Button>
      </form>
    </Panel>
  );
}
