// The credentials of a Twilio account: typed once, tried at Twilio at once, never shown again.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import {
  checkConnectionQueryKey,
  getCredentialsQueryKey,
  listNumbersQueryKey,
} from "../api/generated/@tanstack/react-query.gen";
import { storeTwilio } from "../api/generated/sdk.gen";
import type { Credential } from "../api/generated/types.gen";
import { companyOptions, useTenant } from "../api/me";
import { asProblem } from "../api/problem";
import { useSetupText } from "../text/setup";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { moment, phone } from "../ui/format";
import { ProblemBanner } from "../ui/states";
import { TextField } from "../ui/text_field";
import { toast } from "../ui/toast";

/** The account, the last characters of its token, and whether it worked when it was last tried. */
export function CredentialSummary({ credential, actions }: { credential: Credential; actions?: ReactNode }) {
  const words = useSetupText().twilio;
  const health = { works: "good", refused: "bad", unknown: "warn" } as const;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div className="grid min-w-0">
        <span className="flex items-center gap-2 font-medium">
          {words.account}
          <Badge tone={health[credential.health]}>{words.health[credential.health]}</Badge>
        </span>
        <span className="text-quiet break-all">
          {credential.account && <code className="font-mono text-[0.8125rem]">{credential.account}</code>}
        </span>
        <span className="text-quiet">
          {words.tokenEnds(credential.last_four)} · {words.checked(moment(credential.checked_at))}
        </span>
      </div>
      {actions}
    </div>
  );
}

type FormProps = {
  sid?: string;
  onSid?: (sid: string) => void;
  error?: string | undefined;
  isReplacing?: boolean;
  onStored?: () => void;
};

/** Stores the credentials if Twilio accepts them. It stands inside other forms, so it is none itself. */
export function TwilioCredentialsForm({ sid: first = "", onSid, error, isReplacing = false, onStored }: FormProps) {
  const text = useSetupText();
  const words = text.twilio;
  const tenant = useTenant();
  const client = useQueryClient();
  const id = useId();
  const [sid, setSid] = useState(first);
  const [token, setToken] = useState("");
  const storing = useMutation({
    mutationFn: () =>
      storeTwilio({
        path: { tenant },
        body: { account_sid: sid.trim(), auth_token: token.trim() },
        throwOnError: true,
      }),
    onSuccess: ({ data }) => {
      client.setQueryData(getCredentialsQueryKey({ path: { tenant } }), data);
      for (const queryKey of [listNumbersQueryKey, checkConnectionQueryKey].map((key) => key({ path: { tenant } }))) {
        void client.invalidateQueries({ queryKey });
      }
      void client.invalidateQueries({ queryKey: companyOptions(tenant).queryKey });
      const gone = data.disconnected_numbers ?? [];
      if (gone.length > 0) toast(words.disconnected(gone.map(phone).join(", ")), "bad");
      onStored?.();
    },
  });
  const problem = storing.error ? asProblem(storing.error) : undefined;
  const errorOf = (field: string) => {
    const message = problem?.fields.find((wrong) => wrong.field === field)?.message;
    return message && text.server(message);
  };
  const isComplete = sid.trim() !== "" && token.trim() !== "";
  return (
    // biome-ignore lint/a11y/useSemanticElements: a form inside a form is not allowed
    <div
      role="group"
      aria-labelledby={id}
      className="grid gap-4"
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
        event.preventDefault();
        if (isComplete && !storing.isPending) storing.mutate();
      }}
    >
      <p id={id} className="text-quiet">
        {isReplacing ? words.replaceLead : words.lead}
      </p>
      {problem && problem.kind !== "invalid" && <ProblemBanner error={problem} />}
      <TextField
        label={words.sid}
        placeholder="AC…"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={sid}
        onChange={(event) => {
          setSid(event.target.value);
          onSid?.(event.target.value);
        }}
        error={errorOf("/account_sid") ?? error}
      />
      <TextField
        label={words.token}
        help={words.tokenHelp}
        type="password"
        autoComplete="off"
        value={token}
        onChange={(event) => setToken(event.target.value)}
        error={errorOf("/auth_token")}
      />
      <div>
        <Button isBusy={storing.isPending} disabled={!isComplete} onClick={() => storing.mutate()}>
          {storing.isPending ? words.checking : words.check}
        </Button>
      </div>
    </div>
  );
}
