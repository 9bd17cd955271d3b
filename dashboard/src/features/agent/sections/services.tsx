import type { JobType } from "../../../api/generated/types.gen";
import { newId } from "../../../config/new_id";
import { type Section, useSection } from "../../../config/section";
import { useAgentText } from "../../../text/agent";
import { Button, IconButton } from "../../../ui/button";
import { Icon } from "../../../ui/icon";
import { Panel } from "../../../ui/page";
import { TextField } from "../../../ui/text_field";
import { useDraft } from "../agent";
import { NumberField } from "../number_field";
import { SectionForm } from "../section_form";
import { Windows } from "../windows";

const MICRO = 1_000_000;

export function ServicesSection() {
  const text = useAgentText().services;
  const form = useSection("services", useDraft(), ["job_types", "arrival_windows"]);
  const { job_types: jobs, arrival_windows } = form.value;
  const set = (next: JobType[]) => form.change({ job_types: next });
  const add = () => {
    const id = newId(
      text.newName,
      jobs.map((job) => job.id),
      32,
    );
    set([...jobs, { id, name: "", duration_minutes: 60, fee_micro_usd: 0 }]);
  };
  return (
    <SectionForm form={form}>
      <Panel title={text.title} className="@container">
        <ul className="divide-y divide-line">
          {jobs.map((job, place) => (
            <Service
              key={job.id}
              job={job}
              pointer={`/job_types/${place}`}
              errorAt={form.errorAt}
              onChange={(next) => set(jobs.with(place, next))}
              onRemove={jobs.length > 1 ? () => set(jobs.toSpliced(place, 1)) : undefined}
            />
          ))}
        </ul>
        <div className="px-4 py-3">
          <Button disabled={jobs.length >= 30} onClick={add}>
            {text.add}
          </Button>
        </div>
      </Panel>
      <Windows
        windows={arrival_windows}
        onChange={(next) => form.change({ arrival_windows: next })}
        errorAt={form.errorAt}
      />
    </SectionForm>
  );
}

type ServiceProps = {
  job: JobType;
  pointer: string;
  errorAt: Section<"job_types">["errorAt"];
  onChange: (job: JobType) => void;
  onRemove: (() => void) | undefined;
};

function Service({ job, pointer, errorAt, onChange, onRemove }: ServiceProps) {
  const text = useAgentText().services;
  const dollars = (fee: number | null | undefined) => (fee == null ? null : fee / MICRO);
  const micro = (fee: number) => Math.round(fee * MICRO);
  return (
    <li className="grid grid-cols-[1fr_auto] gap-x-2 gap-y-3 px-4 py-3.5">
      <TextField
        label={text.name}
        maxLength={80}
        value={job.name}
        error={errorAt(`${pointer}/name`)}
        onChange={(event) => onChange({ ...job, name: event.target.value })}
      />
      <IconButton
        label={`${text.remove}: ${job.name}`}
        className="mt-6.5"
        disabled={!onRemove}
        {...(onRemove && { onClick: onRemove })}
      >
        <Icon name="close" className="size-4.5" />
      </IconButton>
      <div className="col-span-2 grid grid-cols-2 @lg:grid-cols-4 gap-3 items-start *:h-full *:content-between">
        <NumberField
          label={text.fee}
          value={dollars(job.fee_micro_usd)}
          error={errorAt(`${pointer}/fee_micro_usd`)}
          onChange={(fee) => onChange({ ...job, fee_micro_usd: micro(fee ?? 0) })}
        />
        <NumberField
          label={text.afterHoursFee}
          placeholder={text.afterHoursHelp}
          value={dollars(job.after_hours_fee_micro_usd)}
          error={errorAt(`${pointer}/after_hours_fee_micro_usd`)}
          onChange={(fee) => onChange({ ...job, after_hours_fee_micro_usd: fee === null ? null : micro(fee) })}
        />
        <NumberField
          label={text.minutes}
          inputMode="numeric"
          value={job.duration_minutes}
          error={errorAt(`${pointer}/duration_minutes`)}
          onChange={(minutes) => onChange({ ...job, duration_minutes: Math.round(minutes ?? 0) })}
        />
        <NumberField
          label={text.discount}
          inputMode="numeric"
          value={job.member_discount_percent ?? 0}
          error={errorAt(`${pointer}/member_discount_percent`)}
          onChange={(percent) => onChange({ ...job, member_discount_percent: Math.round(percent ?? 0) })}
        />
      </div>
    </li>
  );
}
