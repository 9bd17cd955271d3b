import { useMutation } from "@tanstack/react-query";
import { Link, useRouteContext } from "@tanstack/react-router";
import { useState } from "react";
import type { Configuration, Tenant, VersionWithConfiguration } from "../../api/generated/types.gen";
import { asProblem } from "../../api/problem";
import { showFieldErrors, useKeptForm } from "../../forms/kept_form";
import { dollarsTyped, isZipArea, readDollars, readList, readZips } from "../../forms/lists";
import { guessedZone, zoneName, zonesWith } from "../../forms/time_zones";
import { useSetupText } from "../../text/setup";
import { Select } from "../../ui/field";
import { Panel } from "../../ui/page";
import { TextArea, TextField } from "../../ui/text_field";
import { Walkthrough } from "../../walkthroughs/walkthrough";
import { Conflict, RenameConflict } from "./conflict";
import { type DraftPatch, RenamedFirst, useFoundCompany, useRename, useSaveDraft } from "./draft";
import { StepForm } from "./step_form";

type Values = { name: string; timeZone: string; zips: string; cities: string; repair: string; tuneUp: string };

/** The starter's kinds of visits whose price is asked here. */
const PRICED = { repair: "repair", tuneUp: "tune-up" } as const;

const FIELDS = {
  "/name": "name",
  "/company": "name",
  "/time_zone": "timeZone",
  "/service_area/zips": "zips",
  "/service_area/cities": "cities",
  "/job_types/0": "repair",
  "/job_types/1": "tuneUp",
} as const;

function valuesOf(company: Tenant | undefined, draft: Configuration | undefined): Values {
  const price = (id: string) => dollarsTyped(draft?.job_types.find((type) => type.id === id)?.fee_micro_usd ?? 0);
  return {
    name: company?.name ?? draft?.company ?? "",
    timeZone: draft?.time_zone ?? guessedZone(),
    zips: draft?.service_area.zips?.join(", ") ?? "",
    cities: draft?.service_area.cities?.join(", ") ?? "",
    repair: price(PRICED.repair),
    tuneUp: price(PRICED.tuneUp),
  };
}

function greetingOf(name: string): string {
  return `Thank you for calling ${name}.`;
}

/** `isRenamed` if the person typed another name: the agent may say another one than the company's. */
function patchOf(values: Values, before: Configuration, isRenamed: boolean): DraftPatch {
  const prices: Record<string, number | undefined> = {
    [PRICED.repair]: readDollars(values.repair),
    [PRICED.tuneUp]: readDollars(values.tuneUp),
  };
  const name = isRenamed ? values.name.trim() : before.company;
  return {
    company: name,
    // The starter's greeting has the name; one that the person wrote stays.
    greeting: before.greeting === greetingOf(before.company) ? greetingOf(name) : before.greeting,
    time_zone: values.timeZone,
    service_area: { zips: readZips(values.zips), cities: readList(values.cities) },
    job_types: before.job_types.map((type) => ({ ...type, fee_micro_usd: prices[type.id] ?? type.fee_micro_usd })),
  };
}

type Props = { company?: Tenant; draft?: VersionWithConfiguration; onDone: () => void };

/** The company's name, its zone, where it goes and what a visit costs. Saving it for the first time creates the company. */
export function CompanyStep({ company, draft, onDone }: Props) {
  const text = useSetupText();
  const words = text.setup.company;
  const { profile } = useRouteContext({ from: "/person" });
  const saved = valuesOf(company, draft?.configuration);
  const form = useKeptForm<Values>(`setup.company.${profile.email}`, saved);
  const { register, formState, handleSubmit } = form;
  const [others, setOthers] = useState<string[]>([]);
  const found = useFoundCompany();
  const { save } = useSaveDraft();
  const rename = useRename();
  const saving = useMutation({
    mutationFn: async (values: Values) => {
      const name = values.name.trim();
      const owner = { email: profile.email, name: profile.name };
      const before = company ?? (await found.mutateAsync({ name, time_zone: values.timeZone, owner }));
      const isRenamed = name !== form.began.name;
      await save((known) => patchOf(values, known, isRenamed));
      if (isRenamed) await rename(before, name);
    },
    onSuccess: () => {
      form.forget();
      onDone();
    },
    onError: (error) => setOthers(showFieldErrors(form, error, FIELDS, text.server)),
  });
  const isStale = saving.error !== null && asProblem(saving.error).kind === "stale";
  const renamed = saving.error instanceof RenamedFirst ? saving.error.theirs : undefined;
  const takeTheirs = () => {
    if (renamed !== undefined) form.setValue("name", renamed);
    else {
      form.reset(saved);
      form.forget();
    }
    form.catchUp();
    saving.reset();
  };
  const choice = {
    onTakeTheirs: takeTheirs,
    onKeepMine: () => {
      form.catchUp();
      saving.mutate(form.getValues());
    },
    keep: text.setup.saveMine,
  };
  const zones = zonesWith(form.watch("timeZone"));
  const errors = formState.errors;
  const price = (typed: string) => readDollars(typed) !== undefined || words.wrongPrice;
  return (
    <StepForm
      step="company"
      onSubmit={handleSubmit((values) => saving.mutate(values))}
      isBehind={form.behind.length > 0}
      isBusy={saving.isPending}
      error={isStale ? undefined : saving.error}
      others={others}
      next={company ? undefined : words.create}
    >
      {renamed !== undefined ? (
        <RenameConflict name={renamed} {...choice} />
      ) : form.behind.length === 1 && form.behind[0] === "name" ? (
        <RenameConflict name={saved.name} {...choice} />
      ) : (
        (isStale || form.behind.length > 0) && draft && <Conflict {...draft.saved} {...choice} />
      )}
      <Panel className="grid gap-5 p-4 md:p-5">
        <TextField
          label={words.name}
          help={words.nameHelp}
          autoComplete="organization"
          autoFocus={!company}
          error={errors.name?.message}
          {...register("name", { validate: (name) => name.trim() !== "" || words.noName })}
        />
        <Select label={words.zone} help={words.zoneHelp} error={errors.timeZone?.message} {...register("timeZone")}>
          <optgroup label={words.usualZones}>
            {zones.usual.map((zone) => (
              <option key={zone} value={zone}>
                {zoneName(zone)}
              </option>
            ))}
          </optgroup>
          <optgroup label={words.otherZones}>
            {zones.others.map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll("_", " ")}
              </option>
            ))}
          </optgroup>
        </Select>
        <TextArea
          label={words.zips}
          help={words.zipsHelp}
          isOptional={text.common.optional}
          rows={2}
          inputMode="numeric"
          error={errors.zips?.message}
          {...register("zips", {
            validate: (typed) => {
              const wrong = readZips(typed).find((word) => !isZipArea(word));
              return wrong === undefined || words.wrongZip(wrong);
            },
          })}
        />
        <TextField
          label={words.cities}
          help={words.citiesHelp}
          isOptional={text.common.optional}
          error={errors.cities?.message}
          {...register("cities")}
        />
        <fieldset className="grid gap-3">
          <legend className="font-medium mb-1.5">{words.prices}</legend>
          <div className="grid sm:grid-cols-2 gap-3">
            <TextField
              label={words.repair}
              inputMode="decimal"
              placeholder="$"
              error={errors.repair?.message}
              {...register("repair", { validate: price })}
            />
            <TextField
              label={words.tuneUp}
              inputMode="decimal"
              placeholder="$"
              error={errors.tuneUp?.message}
              {...register("tuneUp", { validate: price })}
            />
          </div>
          <p className="text-quiet text-[0.8125rem]">{words.pricesHelp}</p>
        </fieldset>
      </Panel>
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
  );
}
