import { useQuery } from "@tanstack/react-query";
import { companyOptions, useMay, useTenant } from "../../api/me";
import { ApiProblem } from "../../api/problem";
import { useText } from "../../text/text";
import { Loaded } from "../../ui/loaded";
import { Page } from "../../ui/page";
import { ProblemNotice } from "../../ui/states";
import { CompanyFacts } from "./company_facts";
import { Danger } from "./danger";
import { CompanyExport } from "./export";
import { PersonRequests } from "./person";
import { Recordings } from "./recordings";
import { RetentionPanel } from "./retention";
import { TestMode } from "./test_mode";

/** The company as a whole: test mode, facts, export, out of service. */
export function Settings() {
  const text = useText().settings;
  const may = useMay();
  const tenant = useTenant();
  const query = useQuery(companyOptions(tenant));
  if (!may("manage_company")) {
    return (
      <Page title={text.title} isNarrow>
        <ProblemNotice error={new ApiProblem("forbidden")} />
      </Page>
    );
  }
  return (
    <Page title={text.title} isNarrow>
      <Loaded query={query}>
        {(company) => (
          <div className="grid gap-4 md:gap-5">
            <TestMode company={company} />
            <CompanyFacts company={company} />
            <Recordings company={company} />
            <RetentionPanel />
            {may("export_company") && <CompanyExport />}
            {may("answer_privacy_requests") && <PersonRequests />}
            <Danger company={company} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}
