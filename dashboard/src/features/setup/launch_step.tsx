import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { preview, setTestMode } from "../../api/generated/sdk.gen";
import type { Configuration, Tenant } from "../../api/generated/types.gen";
import { companyOptions, useTenant } from "../../api/me";
import { weekInWords } from "../../config/hours_words";
import { useTestedPublish } from "../../config/scenarios/tested_publish";
import { TestingDialog } from "../../config/scenarios/testing_dialog";
import { TestCall } from "../../config/test_call";
import { useConfigText } from "../../text/config";
import { useSetupText } from "../../text/setup";
import { moment, money, phone } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { Panel } from "../../ui/page";
import { toast } from "../../ui/toast";
import type { StepProps } from "./setup";
import { StepForm } from "./step_form";
import type { Step } from "./steps";

/** What callers will hear and what the agent knows; then the launch. */
export function LaunchStep({ company, draft, onDone }: StepProps) {
  const text = useSetupText();
  const words = text.setup.launch;
  const tenant = useTenant();
  const client = useQueryClient();
  const launching = useTestedPublish({
    draft,
    onPublished: async ({ warnings }) => {
      if (company.test_mode) await setTestMode({ path: { tenant }, body: { on: false }, throwOnError: true });
      await client.invalidateQueries({ queryKey: companyOptions(tenant).queryKey });
      toast(company.numbers.length > 0 ? words.live : words.ready);
      for (const warning of warnings) toast(text.server(warning), "bad");
      onDone();
    },
  });
  return (
    <StepForm
      step="launch"
      onPress={() => launching.start()}
      isBusy={launching.isBusy}
      busy={words.testing}
      error={launching.run ? undefined : launching.error}
      next={company.numbers.length > 0 ? words.launch : words.finish}
    >
      <Greeting version={draft.number} />
      <TestCall />
      <Summary company={company} configuration={draft.configuration} />
      <TestingDialog
        title={words.testTitle}
        isOpen={launching.run !== undefined}
        flow={launching}
        onClose={launching.stop}
      />
    </StepForm>
  );
}

function Greeting({ version }: { version: number }) {
  const words = useSetupText().setup.launch;
  const tenant = useTenant();
  const query = useQuery({
    queryKey: ["preview", tenant, version],
    queryFn: async ({ signal }) => {
      const body = { version: "draft" as const };
      const { data } = await preview({ path: { tenant }, body, signal, throwOnError: true });
      return data;
    },
  });
  return (
    <Panel title={words.hear}>
      <Loaded query={query}>
        {({ greeting, open, changes_at, local_time }) => (
          <div className="grid gap-2 p-4">
            <blockquote className="rounded-panel rounded-bl-sm bg-accent-soft px-4 py-3 text-pretty">
              {greeting}
            </blockquote>
            <p className="text-quiet">
              {words.now(moment(`${local_time.slice(0, 19)}Z`, "UTC", new Date(0)))} {open ? words.open : words.closed}
              {changes_at && ` ${open ? words.closes(moment(changes_at)) : words.opens(moment(changes_at))}`}
            </p>
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function Summary({ company, configuration }: { company: Tenant; configuration: Configuration }) {
  const config = useConfigText();
  const words = useSetupText().setup.launch;
  const { service_area, job_types, forwarding_number, on_call } = configuration;
  const area = [...(service_area.cities ?? []), ...(service_area.zips ?? [])].join(", ");
  const people = on_call?.people.map(({ name, number }) => `${name}, ${phone(number)}`).join("; ");
  return (
    <Panel title={words.knows}>
      <dl className="divide-y divide-line">
        <Answer name={words.number} step="telephone" isMissing={company.numbers.length === 0}>
          {company.numbers.map(phone).join(", ") || words.noNumber}
        </Answer>
        <Answer name={words.area} step="company">
          {area || words.anywhere}
        </Answer>
        <Answer name={words.hours} step="hours">
          {weekInWords(configuration.hours.weekly, config)}
        </Answer>
        <Answer name={words.voice} step="voice">
          <span className="capitalize">{configuration.voice}</span>
        </Answer>
        <Answer name={words.visits} step="company">
          {job_types.map(({ id, name, fee_micro_usd }) => (
            <span key={id} className="block">
              {name}: {fee_micro_usd === 0 ? words.free : money(fee_micro_usd)}
            </span>
          ))}
        </Answer>
        <Answer name={words.forwarding} step="telephone" isMissing={!forwarding_number}>
          {forwarding_number ? phone(forwarding_number) : words.noForwarding}
        </Answer>
        <Answer name={words.emergency} step="telephone" isMissing={!people}>
          {people || words.noOne}
        </Answer>
      </dl>
    </Panel>
  );
}

type AnswerProps = { name: string; step: Step; isMissing?: boolean; children: ReactNode };

function Answer({ name, step, isMissing = false, children }: AnswerProps) {
  const words = useSetupText().setup.launch;
  return (
    <div className="grid grid-cols-[1fr_auto] sm:grid-cols-[9rem_1fr_auto] items-start gap-x-4 px-4 py-2.5">
      <dt className="text-quiet max-sm:col-start-1">{name}</dt>
      <dd className={`max-sm:col-start-1 min-w-0 break-words ${isMissing ? "text-warn" : ""}`}>{children}</dd>
      <dd className="max-sm:col-start-2 max-sm:row-start-1 max-sm:row-span-2">
        <Link
          to="/set-up/$step"
          params={{ step }}
          className="inline-block py-1.5 text-accent font-medium hover:underline underline-offset-2"
        >
          {words.change}
          <span className="sr-only"> {name}</span>
        </Link>
      </dd>
    </div>
  );
}
