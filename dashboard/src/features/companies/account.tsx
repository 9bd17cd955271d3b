import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  approveTenantMutation,
  reactivateTenantMutation,
  suspendTenantMutation,
} from "../../api/generated/@tanstack/react-query.gen";
import type { Tenant } from "../../api/generated/types.gen";
import { companyOptions, useTenant } from "../../api/me";
import { usePlatformText } from "../../text/platform";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { fullMoment, phone } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { Fact, Page, Panel } from "../../ui/page";
import { ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { BudgetForm } from "./budget_form";
import { DialingPanel } from "./dialing_form";
import { EraseCompany } from "./erase";
import { TONES } from "./tones";

/** What an operator decides about a company: whether it is in service, and its budget. */
export function CompanyAccount() {
  const text = usePlatformText();
  const tenant = useTenant();
  const query = useQuery(companyOptions(tenant));
  return (
    <Page title={text.account} isNarrow>
      <Loaded query={query}>
        {(company) => (
          <div className="grid grid-cols-1 gap-4 md:gap-5">
            <Service company={company} />
            <BudgetForm key={budgetOf(company)} company={company} />
            <DialingPanel />
            <Panel>
              <dl className="py-1.5">
                <Fact name={text.id}>{company.tenant_id}</Fact>
                <Fact name={text.created_at}>{fullMoment(company.created_at)}</Fact>
                <Fact name={text.numbers}>{company.numbers.map(phone).join(", ") || text.noNumbers}</Fact>
                {company.contact_email && <Fact name={text.contact}>{company.contact_email}</Fact>}
                {company.reference && <Fact name={text.reference}>{company.reference}</Fact>}
              </dl>
            </Panel>
            <EraseCompany company={company} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

/** The form begins anew with other amounts, and with no other change of the company. */
function budgetOf({ spending }: Tenant): string {
  return `${spending?.daily_budget_micro_usd} ${spending?.monthly_budget_micro_usd}`;
}

function Service({ company }: { company: Tenant }) {
  const text = usePlatformText();
  const words = useText();
  const queries = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const path = { path: { tenant: company.tenant_id } };
  const after = {
    onSuccess: () => {
      setIsAsking(false);
      toast(text.done);
      return queries.invalidateQueries({ queryKey: companyOptions(company.tenant_id).queryKey });
    },
  };
  const approve = useMutation({ ...approveTenantMutation(), ...after });
  const suspend = useMutation({ ...suspendTenantMutation(), ...after });
  const reactivate = useMutation({ ...reactivateTenantMutation(), ...after });
  const error = approve.error ?? reactivate.error;
  const { status } = company;
  return (
    <Panel title={text.status} beside={<Badge tone={TONES[status]}>{words.companies.statuses[status]}</Badge>}>
      <div className="grid gap-3 px-4 py-3.5">
        <p>{text[`${status}What`]}</p>
        {error && <ProblemBanner error={error} />}
        <div className="flex flex-wrap gap-2">
          {status === "trial" && (
            <Button look="main" isBusy={approve.isPending} onClick={() => approve.mutate(path)}>
              {text.approve}
            </Button>
          )}
          {(status === "suspended" || status === "inactive") && (
            <Button look="main" isBusy={reactivate.isPending} onClick={() => reactivate.mutate(path)}>
              {text.reactivate}
            </Button>
          )}
          {status !== "suspended" && <Button onClick={() => setIsAsking(true)}>{text.suspend}</Button>}
        </div>
      </div>
      <Dialog
        title={text.suspendTitle(company.name)}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        actions={
          <>
            <Button onClick={() => setIsAsking(false)}>{words.common.cancel}</Button>
            <Button look="danger" isBusy={suspend.isPending} onClick={() => suspend.mutate(path)}>
              {text.suspend}
            </Button>
          </>
        }
      >
        <div className="grid gap-3">
          <p>{text.suspendAsk}</p>
          {suspend.error && <ProblemBanner error={suspend.error} />}
        </div>
      </Dialog>
    </Panel>
  );
}
