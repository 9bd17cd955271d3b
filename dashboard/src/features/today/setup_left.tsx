import { Link } from "@tanstack/react-router";
import { useLeadsToFirstDays } from "../../api/first_days";
import type { Tenant } from "../../api/generated/types.gen";
import { isLaunched } from "../../api/launch";
import { useMay } from "../../api/me";
import { useText } from "../../text/text";
import { buttonClass } from "../../ui/button";
import { Panel } from "../../ui/page";

/** What a company has left to do: the set-up until it is launched, then the list of its first days. */
export function SetupLeft({ company }: { company: Tenant }) {
  const words = useText().today.setup;
  const may = useMay();
  const leads = useLeadsToFirstDays(company, isLaunched(company) && may("manage_company"));
  if (isLaunched(company) && !leads) return null;
  const [title, what] = isLaunched(company)
    ? [words.firstDays, words.firstDaysWhat]
    : [words.unfinished, words.unfinishedWhat];
  return (
    <Panel>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 px-4 py-3">
        <div className="grid gap-0.5 min-w-0">
          <p className="font-semibold">{title}</p>
          <p className="text-quiet">{what}</p>
        </div>
        {isLaunched(company) ? (
          <Link to="/first-days" className={buttonClass()}>
            {words.open}
          </Link>
        ) : (
          <Link to="/set-up" className={buttonClass("main")}>
            {words.goOn}
          </Link>
        )}
      </div>
    </Panel>
  );
}
