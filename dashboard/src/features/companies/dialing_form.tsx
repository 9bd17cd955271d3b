import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { getDialingOptions, setDialingMutation } from "../../api/generated/@tanstack/react-query.gen";
import type { Dialing } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { wrongField } from "../../api/wrong_field";
import { usePlatformText } from "../../text/platform";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Loaded } from "../../ui/loaded";
import { Panel } from "../../ui/page";
import { Banner, ProblemBanner } from "../../ui/states";
import { TextField } from "../../ui/text_field";
import { toast } from "../../ui/toast";

/** The prefixes of telephone numbers that calls of a company may be transferred to, beyond the usual ones. */
export function DialingPanel() {
  const text = usePlatformText().dialing;
  const tenant = useTenant();
  const query = useQuery(getDialingOptions({ path: { tenant } }));
  return (
    <Panel title={text.title}>
      <Loaded query={query}>{({ prefixes }) => <DialingForm prefixes={prefixes} />}</Loaded>
    </Panel>
  );
}

function DialingForm({ prefixes }: Pick<Dialing, "prefixes">) {
  const text = usePlatformText().dialing;
  const { common, server } = useText();
  const tenant = useTenant();
  const queries = useQueryClient();
  const path = { tenant };
  const [typed, setTyped] = useState<string>();
  const change = useMutation({
    ...setDialingMutation(),
    onSuccess: (dialing) => {
      queries.setQueryData(getDialingOptions({ path }).queryKey, dialing);
      setTyped(undefined);
      toast(text.saved);
    },
  });
  const wrong = wrongField(change.error, "/prefixes");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const list = (typed ?? "").split(/[\s,;]+/).filter(Boolean);
    change.mutate({ path, body: { prefixes: [...new Set(list)] } });
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-4 px-4 py-3.5">
      {change.error && !wrong && <ProblemBanner error={change.error} />}
      {change.data?.warnings.map((warning) => (
        <Banner key={warning} tone="warn">
          {server(warning)}
        </Banner>
      ))}
      <TextField
        label={text.prefixes}
        help={text.help}
        error={wrong && server(wrong)}
        value={typed ?? prefixes.join(", ")}
        readOnly={change.isPending}
        inputMode="tel"
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button
        type="submit"
        look="main"
        isBusy={change.isPending}
        disabled={typed === undefined}
        className="justify-self-start"
      >
        {common.save}
      </Button>
    </form>
  );
}
