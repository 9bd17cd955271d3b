// What can be tried with a call again: a replay against the draft, and a scenario that every draft has to pass.

import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { beginScenarioRun, makeScenario } from "../../api/generated/sdk.gen";
import type { CallDetails } from "../../api/generated/types.gen";
import { useMay, useTenant } from "../../api/me";
import { asProblem } from "../../api/problem";
import { jobTypeName, usePublished } from "../../api/published";
import { useRefresh } from "../../api/refresh";
import { expectationsOf, expectedOf } from "../../config/scenarios/findings";
import { useNames } from "../../config/scenarios/names";
import { useScenariosText } from "../../text/scenarios";
import { useText } from "../../text/text";
import { Button, buttonClass } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { DialogActions } from "../../ui/dialog_actions";
import { date } from "../../ui/format";
import { Panel } from "../../ui/page";
import { ProblemBanner } from "../../ui/states";
import { TextField } from "../../ui/text_field";

const LONGEST_TITLE = 100;

export function CallScenarios({ details }: { details: CallDetails }) {
  const text = useScenariosText().call;
  const may = useMay();
  const tenant = useTenant();
  const navigate = useNavigate();
  const refresh = useRefresh("listScenarioRuns");
  const [isMaking, setIsMaking] = useState(false);
  const replaying = useMutation({
    mutationFn: async () => {
      const body = { version: "draft" as const, call_id: details.call_id };
      const { data } = await beginScenarioRun({ path: { tenant }, body, throwOnError: true });
      return data;
    },
    onSuccess: async ({ run_id }) => {
      void refresh();
      await navigate({ to: "/agent/scenarios/$run", params: { run: run_id } });
    },
  });
  return (
    <Panel title={text.title} className="not-printed">
      <div className="grid gap-2.5 px-4 py-3">
        <p className="text-quiet text-pretty">{text.what}</p>
        {replaying.error && <ProblemBanner error={replaying.error} />}
        {may("test_agent") && (
          <Button isBusy={replaying.isPending} onClick={() => replaying.mutate()}>
            {text.replay}
          </Button>
        )}
        {may("edit_configuration") && <Button onClick={() => setIsMaking(true)}>{text.make}</Button>}
      </div>
      <Dialog title={text.make} isOpen={isMaking} onClose={() => setIsMaking(false)}>
        <MakeScenario details={details} onClose={() => setIsMaking(false)} />
      </Dialog>
    </Panel>
  );
}

function MakeScenario({ details, onClose }: { details: CallDetails; onClose: () => void }) {
  const text = useScenariosText().call;
  const common = useText().common;
  const { outcomes } = useText().calls;
  const published = usePublished();
  const tenant = useTenant();
  const names = useNames();
  const refresh = useRefresh("listScenarios");
  const { facts } = details;
  const [jobType, ...others] = facts?.job_types ?? [];
  const suggested = `${outcomes[facts?.outcome ?? "unknown"]}: ${
    jobType && others.length === 0 ? jobTypeName(published, jobType) : date(details.started_at)
  }`;
  const [typed, setTyped] = useState<string>();
  const title = typed ?? suggested;
  const [isMissing, setIsMissing] = useState(false);
  const expected = expectedOf({
    outcome: facts?.outcome,
    language: facts?.language,
    job_types: facts?.job_types ?? [],
    emergencies: details.emergencies.slice(0, 1).map(({ hazard }) => hazard),
  });
  const making = useMutation({
    mutationFn: (words: string) =>
      makeScenario({ path: { tenant }, body: { title: words, call_id: details.call_id }, throwOnError: true }),
    onSuccess: () => refresh(),
  });
  if (making.isSuccess) {
    return (
      <>
        <p role="status" className="text-pretty">
          {text.made}
        </p>
        <DialogActions>
          <Button onClick={onClose}>{common.close}</Button>
          <Link to="/agent/scenarios" className={buttonClass("main")}>
            {text.see}
          </Link>
        </DialogActions>
      </>
    );
  }
  const problem = making.error ? asProblem(making.error) : undefined;
  const refused = problem?.fields.find(({ field }) => field === "/title")?.message;
  const others_refused = problem?.fields.filter(({ field }) => field !== "/title") ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const words = title.trim();
    setIsMissing(words === "");
    if (words !== "") making.mutate(words);
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      {problem && !refused && <ProblemBanner error={making.error} />}
      <RefusedFields messages={others_refused.map(({ message }) => message)} />
      <TextField
        label={text.name}
        help={text.nameHelp}
        error={isMissing ? text.noName : refused}
        value={title}
        maxLength={LONGEST_TITLE}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div className="grid gap-1.5">
        <p className="text-pretty">{text.makeWhat}</p>
        <ul className="list-disc pl-5">
          {expectationsOf(expected, names).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
      <DialogActions>
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button type="submit" look="main" isBusy={making.isPending}>
          {text.make}
        </Button>
      </DialogActions>
    </form>
  );
}

/** What the API says about the call itself. */
function RefusedFields({ messages }: { messages: string[] }) {
  const { server } = useText();
  return messages.map((message) => (
    <p key={message} className="text-bad">
      {server(message)}
    </p>
  ));
}
