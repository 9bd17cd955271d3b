import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { Tenant, VersionWithConfiguration } from "../../api/generated/types.gen";
import { useProposalsText } from "../../text/proposals";
import { useSetupText } from "../../text/setup";
import { Button } from "../../ui/button";
import { Walkthrough } from "../../walkthroughs/walkthrough";
import { CompanyFields } from "./company_fields";
import { useCompanyForm } from "./company_form";
import { Conflict, RenameConflict } from "./conflict";
import { StepForm } from "./step_form";
import { useWebsite } from "./website";
import { WebsiteField } from "./website_field";

const WebsiteReview = lazy(async () => ({ default: (await import("./website_review")).WebsiteReview }));

type Props = {
  company?: Tenant | undefined;
  draft?: VersionWithConfiguration | undefined;
  onDone: () => void;
};

/** The company's name, its website, where it goes, its zone and what a visit costs. Then its website is read, if there is one. */
export function CompanyStep({ company, draft, onDone }: Props) {
  const text = useSetupText();
  const words = text.setup.company;
  const reading = useProposalsText().reading;
  const website = useWebsite();
  const done = () => {
    website.form.forget();
    onDone();
  };
  const ofCompany = useCompanyForm({ company, draft, onSaved: website.isToRead ? website.read : done });
  const { form, saving, others, renamed, isBehind, error, hasConflict, takeTheirs, keepMine } = ofCompany;
  const choice = { onTakeTheirs: takeTheirs, onKeepMine: keepMine, keep: text.setup.saveMine };
  return (
    <>
      <StepForm
        step="company"
        onSubmit={form.handleSubmit((values) => !website.isReading && saving.mutate(values))}
        isBehind={isBehind}
        isBusy={saving.isPending || website.isReading}
        {...(website.isReading && { busy: reading })}
        error={error}
        others={others}
        next={company ? undefined : words.create}
        beside={
          website.isReading && (
            <Button look="plain" onClick={done}>
              {words.without}
            </Button>
          )
        }
      >
        {renamed !== undefined ? (
          <RenameConflict name={renamed} {...choice} />
        ) : (
          hasConflict && draft && <Conflict {...draft.saved} {...choice} />
        )}
        <CompanyFields form={form} isNew={!company} website={<WebsiteField website={website} />} />
        <div className="-ml-3.5 -my-2">
          <Walkthrough name="first_minutes" />
        </div>
        {!company && (
          <p className="text-quiet">
            {words.invited}{" "}
            <Link to="/join" className="text-accent font-medium underline underline-offset-2">
              {words.toInvitation}
            </Link>
          </p>
        )}
      </StepForm>
      {website.found && (
        <Suspense>
          <WebsiteReview found={website.found} onClose={website.close} onDone={done} />
        </Suspense>
      )}
    </>
  );
}
