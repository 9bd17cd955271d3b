import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { useState } from "react";
import { getCredentialsQueryKey } from "../../api/generated/@tanstack/react-query.gen";
import { connectNumber, setTestMode } from "../../api/generated/sdk.gen";
import type { Configuration, Credentials, OnCallPerson } from "../../api/generated/types.gen";
import { isLaunched } from "../../api/launch";
import { companyOptions, useMay, useTenant } from "../../api/me";
import { asProblem } from "../../api/problem";
import { Checkbox } from "../../forms/choice";
import { showFieldErrors, useKeptForm } from "../../forms/kept_form";
import { guessPlace } from "../../forms/place_guess";
import { useSetupText } from "../../text/setup";
import { Button } from "../../ui/button";
import { phone } from "../../ui/format";
import { Panel } from "../../ui/page";
import { readPhone } from "../../ui/phone_number";
import { TextField } from "../../ui/text_field";
import { Conflict } from "./conflict";
import { type DraftPatch, useSaveDraft } from "./draft";
import type { StepProps } from "./setup";
import { StepForm } from "./step_form";
import { TwilioChoice } from "./twilio_choice";

export type TelephoneValues = {
  way: "twilio" | "later";
  sid: string;
  number: string;
  forwarding: string;
  isSame: boolean;
  onCallName: string;
  onCallNumber: string;
};

const FIELDS = {
  "/forwarding_number": "forwarding",
  "/on_call/people/0/name": "onCallName",
  "/on_call/people": "onCallNumber",
  "/phone_number": "number",
} as const;

function valuesOf({ forwarding_number, on_call }: Configuration): TelephoneValues {
  const first = on_call?.people[0];
  return {
    way: "twilio",
    sid: "",
    number: "",
    forwarding: forwarding_number ? phone(forwarding_number) : "",
    isSame: !first || first.number === forwarding_number,
    onCallName: first && first.number !== forwarding_number ? first.name : "",
    onCallNumber: first && first.number !== forwarding_number ? phone(first.number) : "",
  };
}

function patchOf(values: TelephoneValues, before: Configuration, ownName: string): DraftPatch {
  const forwarding = readPhone(values.forwarding);
  const first: OnCallPerson = {
    name: values.isSame ? ownName : values.onCallName.trim(),
    number: (values.isSame ? forwarding : readPhone(values.onCallNumber)) ?? "",
  };
  // Those who are rung after the first one stay.
  return { forwarding_number: forwarding, on_call: { people: [first, ...(before.on_call?.people.slice(1) ?? [])] } };
}

/** The number that callers dial, who gets the calls that need a person, and whom an emergency rings. All of it can wait. */
export function TelephoneStep({ company, draft, onDone }: StepProps) {
  const text = useSetupText();
  const words = text.setup.telephone;
  const tenant = useTenant();
  const may = useMay();
  const client = useQueryClient();
  const { profile } = useRouteContext({ from: "/person" });
  const saved = valuesOf(draft.configuration);
  const form = useKeptForm<TelephoneValues>(`setup.telephone.${profile.email}`, saved);
  const { register, formState, handleSubmit, watch } = form;
  const [others, setOthers] = useState<string[]>([]);
  const { save } = useSaveDraft();
  const saving = useMutation({
    mutationFn: async (values: TelephoneValues) => {
      await save((before) => patchOf(values, before, profile.name || company.name));
      const { number } = values;
      if (values.way === "later" || !number || company.numbers.includes(number)) return;
      // Until the launch, callers hear that they reach a test.
      if (!isLaunched(company)) await setTestMode({ path: { tenant }, body: { on: true }, throwOnError: true });
      await connectNumber({ path: { tenant }, body: { phone_number: number }, throwOnError: true });
    },
    onSuccess: async () => {
      form.forget();
      await client.invalidateQueries({ queryKey: companyOptions(tenant).queryKey });
      onDone();
    },
    onError: (error) => setOthers(showFieldErrors(form, error, FIELDS, text.server)),
  });
  const submit = (values: TelephoneValues) => {
    const stored = client.getQueryData<Credentials>(getCredentialsQueryKey({ path: { tenant } }));
    if (values.way === "twilio" && stored && !stored.twilio) {
      form.setError("sid", { message: words.checkFirst });
      return;
    }
    saving.mutate(values);
  };
  const isStale = saving.error !== null && asProblem(saving.error).kind === "stale";
  const takeTheirs = () => {
    // What is typed about the Twilio account is in no configuration, and stays.
    const { way, sid, number } = form.getValues();
    form.reset({ ...saved, way, sid, number });
    form.catchUp();
    saving.reset();
  };
  const errors = formState.errors;
  const { service_area } = draft.configuration;
  const guess = guessPlace({ forwarding_number: readPhone(watch("forwarding")) ?? null, service_area });
  const isPhone = (typed: string) => readPhone(typed) !== undefined || words.wrongNumber;
  return (
    <StepForm
      step="telephone"
      onSubmit={handleSubmit(submit)}
      isBehind={form.behind.length > 0}
      isBusy={saving.isPending}
      error={isStale ? undefined : saving.error}
      others={others}
      beside={
        <Button look="plain" onClick={onDone}>
          {text.setup.skip}
        </Button>
      }
    >
      {(isStale || form.behind.length > 0) && (
        <Conflict
          {...draft.saved}
          onTakeTheirs={takeTheirs}
          onKeepMine={() => {
            form.catchUp();
            saving.mutate(form.getValues());
          }}
          keep={text.setup.saveMine}
        />
      )}
      {may("manage_connection") && <TwilioChoice form={form} company={company} guess={guess} />}
      <Panel title={words.people} className="pb-1">
        <div className="grid gap-5 p-4 md:p-5">
          <TextField
            label={words.forwarding}
            help={words.forwardingHelp}
            type="tel"
            autoComplete="tel"
            placeholder="(214) 555-0188"
            error={errors.forwarding?.message}
            {...register("forwarding", { validate: isPhone })}
          />
          <Checkbox label={words.same} help={words.sameHelp} {...register("isSame")} />
          {!watch("isSame") && (
            <div className="grid sm:grid-cols-2 gap-3">
              <TextField
                label={words.onCallName}
                autoComplete="off"
                error={errors.onCallName?.message}
                {...register("onCallName", { validate: (name) => name.trim() !== "" || words.noName })}
              />
              <TextField
                label={words.onCallNumber}
                type="tel"
                autoComplete="off"
                error={errors.onCallNumber?.message}
                {...register("onCallNumber", { validate: isPhone })}
              />
            </div>
          )}
        </div>
      </Panel>
    </StepForm>
  );
}
