import type { ReactNode } from "react";
import type { KeptForm } from "../../forms/kept_form";
import { isZipArea, readDollars, readZips } from "../../forms/lists";
import { zoneName, zonesWith } from "../../forms/time_zones";
import { useSetupText } from "../../text/setup";
import { Select } from "../../ui/field";
import { Panel } from "../../ui/page";
import { TextArea, TextField } from "../../ui/text_field";
import type { CompanyValues } from "./company_values";

type Props = { form: KeptForm<CompanyValues>; isNew: boolean; website: ReactNode };

/** The company's name, its website, where it goes, its zone and what a visit costs. */
export function CompanyFields({ form, isNew, website }: Props) {
  const text = useSetupText();
  const words = text.setup.company;
  const { register, formState } = form;
  const { errors } = formState;
  return (
    <Panel className="grid gap-5 p-4 md:p-5">
      <TextField
        label={words.name}
        help={words.nameHelp}
        autoComplete="organization"
        autoFocus={isNew}
        error={errors.name?.message}
        {...register("name", { validate: (name) => name.trim() !== "" || words.noName })}
      />
      {website}
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
      <Zone form={form} />
      <Prices form={form} />
    </Panel>
  );
}

function Zone({ form }: Pick<Props, "form">) {
  const words = useSetupText().setup.company;
  const { register, formState, watch } = form;
  const zones = zonesWith(watch("timeZone"));
  return (
    <Select
      label={words.zone}
      help={words.zoneHelp}
      error={formState.errors.timeZone?.message}
      {...register("timeZone")}
    >
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
  );
}

function Prices({ form }: Pick<Props, "form">) {
  const words = useSetupText().setup.company;
  const { register, formState } = form;
  const { errors } = formState;
  const validate = (typed: string) => readDollars(typed) !== undefined || words.wrongPrice;
  return (
    <fieldset className="grid gap-3">
      <legend className="font-medium mb-1.5">{words.prices}</legend>
      <div className="grid sm:grid-cols-2 gap-3">
        <TextField
          label={words.repair}
          inputMode="decimal"
          placeholder="$"
          error={errors.repair?.message}
          {...register("repair", { validate })}
        />
        <TextField
          label={words.tuneUp}
          inputMode="decimal"
          placeholder="$"
          error={errors.tuneUp?.message}
          {...register("tuneUp", { validate })}
        />
      </div>
      <p className="text-quiet text-[0.8125rem]">{words.pricesHelp}</p>
    </fieldset>
  );
}
