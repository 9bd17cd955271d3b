import { type FormEvent, useState } from "react";
import type { Tenant } from "../../api/generated/types.gen";
import { asProblem } from "../../api/problem";
import { isWrong } from "../../api/wrong_field";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { date, phone } from "../../ui/format";
import { Fact, Panel } from "../../ui/page";
import { ProblemBanner } from "../../ui/states";
import { TextField } from "../../ui/text_field";
import { toast } from "../../ui/toast";
import { type Facts, useChangeFacts } from "./changes";
import { differences, FACTS, factsOf } from "./facts";
import { SavedFirst } from "./saved_first";

/** The name and the addresses of the company. A save names the version that was edited, so that no change by another person is lost. */
export function CompanyFacts({ company }: { company: Tenant }) {
  const text = useText();
  const words = text.settings.company;
  const change = useChangeFacts();
  const [base, setBase] = useState({ version: company.version, facts: factsOf(company) });
  const [typed, setTyped] = useState<Facts>(base.facts);
  const changed = differences(base.facts, typed);
  const hasChanges = Object.keys(changed).length > 0;
  const start = (from: Tenant, facts = factsOf(from)) => {
    setBase({ version: from.version, facts: factsOf(from) });
    setTyped(facts);
  };
  const save = (version: number, what: Partial<Facts>) =>
    change.mutate(
      { version, changed: what },
      {
        onSuccess: (saved) => {
          start(saved);
          toast(words.saved);
        },
      },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!hasChanges) return;
    // The version also rises with other changes of the company, such as test mode: they do not concern these fields.
    const isUntouched = Object.keys(differences(base.facts, factsOf(company))).length === 0;
    save(isUntouched ? company.version : base.version, changed);
  };
  const isStale = change.error !== null && asProblem(change.error).kind === "stale";
  const isMarked = FACTS.some((field) => isWrong(change.error, `/${field}`));
  const error = (field: keyof Facts, message: string) => (isWrong(change.error, `/${field}`) ? message : undefined);
  const field = (name: keyof Facts) => ({
    value: typed[name],
    readOnly: change.isPending,
    onChange: (event: { target: { value: string } }) => setTyped({ ...typed, [name]: event.target.value }),
  });
  return (
    <Panel title={words.title}>
      <form onSubmit={submit} noValidate className="grid gap-4 px-4 py-4">
        {isStale && (
          <SavedFirst
            base={base.facts}
            theirs={factsOf(company)}
            onMine={() => save(company.version, changed)}
            onTheirs={() => {
              change.reset();
              start(company);
            }}
            isBusy={change.isPending}
          />
        )}
        {change.error !== null && !isStale && !isMarked && <ProblemBanner error={change.error} />}
        <TextField
          label={words.name}
          help={words.nameHelp}
          error={error("name", words.wrongName)}
          autoComplete="organization"
          maxLength={80}
          {...field("name")}
        />
        <TextField
          label={words.email}
          isOptional={text.common.optional}
          help={words.emailHelp}
          error={error("contact_email", words.wrongEmail)}
          type="email"
          autoComplete="email"
          {...field("contact_email")}
        />
        <TextField
          label={words.reference}
          isOptional={text.common.optional}
          help={words.referenceHelp}
          error={error("reference", words.wrongReference)}
          autoComplete="off"
          maxLength={80}
          {...field("reference")}
        />
        <Button
          type="submit"
          look="main"
          disabled={!hasChanges}
          isBusy={change.isPending}
          className="md:justify-self-start"
        >
          {text.common.save}
        </Button>
      </form>
      <dl className="border-t border-line py-1.5">
        <Fact name={words.number}>{company.numbers.map(phone).join(", ") || text.companies.noNumber}</Fact>
        <Fact name={words.since}>{date(company.created_at)}</Fact>
        <Fact name={words.id}>
          <span className="font-mono text-[0.8125rem]">{company.tenant_id}</span>
        </Fact>
      </dl>
    </Panel>
  );
}
