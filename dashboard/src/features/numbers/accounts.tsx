import { useState } from "react";
import type { Credentials } from "../../api/generated/types.gen";
import { asProblem } from "../../api/problem";
import { CredentialSummary, TwilioCredentialsForm } from "../../forms/twilio_credentials";
import { useNumbersText } from "../../text/numbers";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/confirm";
import { Panel } from "../../ui/page";
import { ProblemBanner } from "../../ui/states";
import { TextField } from "../../ui/text_field";
import { Walkthrough } from "../../walkthroughs/walkthrough";
import { useDropPreviousToken, useForgetKey, useForgetTwilio, useStoreKey } from "./changes";

type Props = { credentials: Credentials };

/** The Twilio account: stored, replaced, deleted; and the token before the last one. */
export function TwilioAccount({ credentials: { twilio, previous_twilio_token } }: Props) {
  const text = useNumbersText();
  const [doing, setDoing] = useState<"replace" | "forget">();
  const forgetting = useForgetTwilio();
  const dropping = useDropPreviousToken();
  return (
    <Panel title={text.account}>
      <div id="account" className="grid gap-4 p-4 scroll-mt-4">
        {twilio && (
          <CredentialSummary
            credential={twilio}
            actions={
              <span className="flex gap-2">
                <Button onClick={() => setDoing("replace")}>{text.replace}</Button>
                <Button look="plain" onClick={() => setDoing("forget")}>
                  {text.forget}
                </Button>
              </span>
            }
          />
        )}
        {previous_twilio_token && (
          <div className="flex flex-wrap items-center justify-between gap-2 rounded-control bg-sunken px-3.5 py-2.5">
            <p>{text.previous}</p>
            <Button isBusy={dropping.isPending} onClick={() => dropping.mutate(undefined)}>
              {text.dropPrevious}
            </Button>
          </div>
        )}
        {dropping.error !== null && <ProblemBanner error={dropping.error} />}
        {!twilio && (
          <div className="-ml-3.5 -my-2">
            <Walkthrough name="twilio" />
          </div>
        )}
        {(!twilio || doing === "replace") && (
          <TwilioCredentialsForm isReplacing={!!twilio} onStored={() => setDoing(undefined)} />
        )}
      </div>
      <Confirm
        title={text.forgetTitle}
        isOpen={doing === "forget"}
        onClose={() => setDoing(undefined)}
        action={text.forget}
        isBusy={forgetting.isPending}
        error={forgetting.error}
        onConfirm={() => forgetting.mutate(undefined, { onSuccess: () => setDoing(undefined) })}
      >
        <p>{text.forgetWhat}</p>
      </Confirm>
    </Panel>
  );
}

/** The company's own key for the model. */
export function ModelKey({ credentials: { openai } }: Props) {
  const text = useNumbersText();
  const common = useText();
  const [key, setKey] = useState("");
  const [doing, setDoing] = useState<"replace" | "forget">();
  const storing = useStoreKey();
  const forgetting = useForgetKey();
  const problem = storing.error ? asProblem(storing.error) : undefined;
  const wrong = problem?.fields[0]?.message;
  const store = () =>
    storing.mutate(key.trim(), {
      onSuccess: () => {
        setKey("");
        setDoing(undefined);
      },
    });
  return (
    <Panel title={text.key}>
      <div id="key" className="grid gap-4 p-4 scroll-mt-4">
        <p className="text-quiet text-pretty">{text.keyLead}</p>
        {openai && (
          <div className="flex flex-wrap items-center justify-between gap-2">
            <span className="font-medium">{text.keyEnds(openai.last_four)}</span>
            <span className="flex gap-2">
              <Button onClick={() => setDoing("replace")}>{text.keyReplace}</Button>
              <Button look="plain" onClick={() => setDoing("forget")}>
                {text.keyForget}
              </Button>
            </span>
          </div>
        )}
        {(!openai || doing === "replace") && (
          <form
            className="grid gap-4"
            onSubmit={(event) => {
              event.preventDefault();
              if (!storing.isPending) store();
            }}
          >
            {problem && !wrong && <ProblemBanner error={problem} />}
            <TextField
              label={text.keyLabel}
              type="password"
              autoComplete="off"
              placeholder="sk-…"
              value={key}
              error={wrong && common.server(wrong)}
              onChange={(event) => setKey(event.target.value)}
            />
            <div>
              <Button type="submit" isBusy={storing.isPending} disabled={key.trim() === ""}>
                {text.keySave}
              </Button>
            </div>
          </form>
        )}
      </div>
      <Confirm
        title={text.keyForgetTitle}
        isOpen={doing === "forget"}
        onClose={() => setDoing(undefined)}
        action={text.keyForget}
        isBusy={forgetting.isPending}
        error={forgetting.error}
        onConfirm={() => forgetting.mutate(undefined, { onSuccess: () => setDoing(undefined) })}
      >
        <p>{text.keyForgetWhat}</p>
      </Confirm>
    </Panel>
  );
}
