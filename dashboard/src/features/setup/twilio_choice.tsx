import { useQuery } from "@tanstack/react-query";
import type { UseFormReturn } from "react-hook-form";
import { getCredentialsOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { Tenant } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { Radio } from "../../forms/choice";
import type { PlaceGuess } from "../../forms/place_guess";
import { TwilioCredentialsForm } from "../../forms/twilio_credentials";
import { useSetupText } from "../../text/setup";
import { Loaded } from "../../ui/loaded";
import { Panel } from "../../ui/page";
import { Walkthrough } from "../../walkthroughs/walkthrough";
import { NumberChoice } from "./number_choice";
import type { TelephoneValues } from "./telephone_step";

type Props = { form: UseFormReturn<TelephoneValues>; company: Tenant; guess: PlaceGuess };

/** Twilio's account and which of its numbers the agent answers; or what will be needed, for those who have none yet. */
export function TwilioChoice({ form, company, guess }: Props) {
  const words = useSetupText().setup.telephone;
  const tenant = useTenant();
  const credentials = useQuery(getCredentialsOptions({ path: { tenant } }));
  const { register, watch } = form;
  return (
    <Panel title={words.twilio}>
      <div className="grid gap-4 p-4 md:p-5">
        <Loaded query={credentials}>
          {({ twilio }) =>
            twilio ? (
              <NumberChoice form={form} company={company} account={twilio} guess={guess} />
            ) : (
              <>
                <fieldset className="grid gap-1">
                  <legend className="sr-only">{words.twilio}</legend>
                  <Radio label={words.have} value="twilio" {...register("way")} />
                  <Radio label={words.notYet} value="later" {...register("way")} />
                </fieldset>
                <div className="-ml-3.5 -my-2">
                  <Walkthrough name="twilio" />
                </div>
                {watch("way") === "later" ? (
                  <Needed />
                ) : (
                  <TwilioCredentialsForm
                    sid={watch("sid")}
                    error={form.formState.errors.sid?.message}
                    onSid={(sid) => {
                      form.clearErrors("sid");
                      form.setValue("sid", sid);
                    }}
                  />
                )}
              </>
            )
          }
        </Loaded>
      </div>
    </Panel>
  );
}

/** What to get at Twilio before calls can be answered. */
function Needed() {
  const words = useSetupText().setup.telephone;
  return (
    <div className="grid gap-2 rounded-control bg-sunken px-4 py-3">
      <p className="font-medium">{words.needed}</p>
      <ol className="list-decimal pl-5 grid gap-1.5 text-quiet">
        {words.neededSteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p className="text-quiet">{words.neededThen}</p>
    </div>
  );
}
