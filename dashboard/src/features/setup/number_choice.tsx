import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useState } from "react";
import type { UseFormReturn } from "react-hook-form";
import { listNumbersOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { Credential, Tenant, Number as TwilioNumber } from "../../api/generated/types.gen";
import { isLaunched } from "../../api/launch";
import { useTenant } from "../../api/me";
import { BuyNumber } from "../../forms/buy_number";
import { Radio } from "../../forms/choice";
import type { PlaceGuess } from "../../forms/place_guess";
import { CredentialSummary, TwilioCredentialsForm } from "../../forms/twilio_credentials";
import { useSetupText } from "../../text/setup";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { phone } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import type { TelephoneValues } from "./telephone_step";

type Props = { form: UseFormReturn<TelephoneValues>; company: Tenant; account: Credential; guess: PlaceGuess };

/** The numbers of the account, one of which is chosen. */
export function NumberChoice({ form, company, account, guess }: Props) {
  const words = useSetupText().setup.telephone;
  const tenant = useTenant();
  const query = useQuery({ ...listNumbersOptions({ path: { tenant } }), refetchOnWindowFocus: true });
  const [isReplacing, setIsReplacing] = useState(false);
  const numbers = query.data?.items;
  const { setValue, getValues } = form;
  // Chooses a number before the list is painted: the form is never shown or sent without one.
  useLayoutEffect(() => {
    if (!numbers || numbers.some((number) => number.phone_number === getValues("number"))) return;
    const first = numbers.find((number) => number.connected) ?? numbers.find((number) => number.takes_calls);
    setValue("number", first?.phone_number ?? "");
  }, [numbers, setValue, getValues]);
  const buy = (
    <BuyNumber
      label={words.buy}
      guess={guess}
      isBeforeLaunch={!isLaunched(company)}
      onBought={(number) => setValue("number", number)}
    />
  );
  return (
    <>
      <CredentialSummary
        credential={account}
        actions={!isReplacing && <Button onClick={() => setIsReplacing(true)}>{words.replace}</Button>}
      />
      {isReplacing && <TwilioCredentialsForm isReplacing onStored={() => setIsReplacing(false)} />}
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="grid gap-2 rounded-control bg-sunken px-4 py-3">
              <p className="font-medium">{words.noNumbers}</p>
              <p className="text-quiet">{words.noNumbersWhat}</p>
              <div className="flex flex-wrap gap-2">
                {buy}
                <Button onClick={() => void query.refetch()}>{words.lookAgain}</Button>
              </div>
            </div>
          ) : (
            <fieldset className="grid gap-1">
              <legend className="font-medium mb-1">{words.choose}</legend>
              {items.map((number) => (
                <Radio
                  key={number.phone_number}
                  label={phone(number.phone_number)}
                  help={nameOf(number)}
                  value={number.phone_number}
                  disabled={!number.takes_calls}
                  beside={<State number={number} company={company} />}
                  {...form.register("number")}
                />
              ))}
              <div className="mt-1">{buy}</div>
              {form.formState.errors.number && (
                <p role="alert" className="text-bad text-[0.8125rem]">
                  {form.formState.errors.number.message}
                </p>
              )}
            </fieldset>
          )
        }
      </Loaded>
    </>
  );
}

/** Twilio's name of a number, unless it is the number again. */
function nameOf({ friendly_name, phone_number }: TwilioNumber): string | undefined {
  return friendly_name === phone(phone_number) || friendly_name === phone_number ? undefined : friendly_name;
}

function State({ number, company }: { number: TwilioNumber; company: Tenant }) {
  const words = useSetupText().setup.telephone;
  if (!number.takes_calls) return <Badge>{words.textsOnly}</Badge>;
  if (company.numbers.includes(number.phone_number)) return <Badge tone="good">{words.connected}</Badge>;
  return null;
}
