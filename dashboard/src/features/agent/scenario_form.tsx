// A scenario that a person writes: what the caller does in each turn, and what the call has to come to.

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { makeScenario } from "../../api/generated/sdk.gen";
import type { Outcome } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { asProblem } from "../../api/problem";
import { useRefresh } from "../../api/refresh";
import { useScenariosText } from "../../text/scenarios";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { DialogActions } from "../../ui/dialog_actions";
import { Select } from "../../ui/field";
import { useFirstWrong } from "../../ui/first_wrong";
import { useKept } from "../../ui/kept";
import { ProblemBanner } from "../../ui/states";
import { TextArea, TextField } from "../../ui/text_field";
import { toast } from "../../ui/toast";
import { useDraft } from "./agent";
import { ScenarioDetails } from "./scenario_details";
import { EMPTY, fieldOf, linesOf, type ScenarioValues, scenarioOf } from "./scenario_values";

const OUTCOMES: Outcome[] = [
  "booked",
  "changed",
  "cancelled",
  "message",
  "transferred",
  "emergency",
  "information",
  "spam",
  "abandoned",
];

export type FieldOf = <Name extends keyof ScenarioValues>(
  name: Name,
) => { value: string; error: string | undefined; onChange: (event: { target: { value: string } }) => void };

/** What is typed and not sent yet; it stays through a reload. */
export function useUnsentScenario() {
  return useKept<ScenarioValues>("scenario");
}

type Props = { unsent: ReturnType<typeof useUnsentScenario>; onClose: () => void };

export function ScenarioForm({ unsent: [kept, keep], onClose }: Props) {
  const text = useScenariosText().form;
  const { common, calls, server } = useText();
  const tenant = useTenant();
  const refresh = useRefresh("listScenarios");
  const draft = useDraft();
  const values = kept ?? EMPTY;
  const [missing, setMissing] = useState<Partial<Record<keyof ScenarioValues, string>>>({});
  const making = useMutation({
    mutationFn: () => makeScenario({ path: { tenant }, body: scenarioOf(values), throwOnError: true }),
    onSuccess: () => {
      keep(undefined);
      toast(text.made);
      onClose();
      void refresh();
    },
  });
  const refused = making.error ? asProblem(making.error).fields : [];
  const wrong = refused.map(({ field, message }) => ({ name: fieldOf(field), message: server(message) }));
  const others = wrong.filter(({ name }) => name === undefined);
  const element = useFirstWrong(making.error ?? (Object.keys(missing).length > 0 ? missing : undefined));
  const field: FieldOf = (name) => ({
    value: values[name],
    error: missing[name] ?? wrong.find((each) => each.name === name)?.message,
    onChange: (event) => keep({ ...values, [name]: event.target.value }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const absent = {
      ...(!values.title.trim() && { title: text.noTitle }),
      ...(linesOf(values.turns).length === 0 && { turns: text.noTurns }),
    };
    setMissing(absent);
    making.reset();
    if (Object.keys(absent).length === 0) making.mutate();
  };
  return (
    <form ref={element} onSubmit={submit} noValidate className="grid gap-4">
      {making.error && wrong.length === 0 && <ProblemBanner error={making.error} />}
      {others.map(({ message }) => (
        <p key={message} role="alert" className="text-bad">
          {message}
        </p>
      ))}
      <TextField label={text.title} help={text.titleHelp} maxLength={100} autoComplete="off" {...field("title")} />
      <TextArea label={text.turns} help={text.turnsHelp} rows={4} {...field("turns")} />
      <div className="grid sm:grid-cols-2 items-start gap-4">
        <Select label={text.outcome} {...field("outcome")}>
          <option value="">{text.any}</option>
          {OUTCOMES.map((outcome) => (
            <option key={outcome} value={outcome}>
              {calls.outcomes[outcome]}
            </option>
          ))}
        </Select>
        <Select label={text.hazard} {...field("hazard")}>
          <option value="">{text.noHazard}</option>
          {Object.entries(calls.one.hazards).map(([hazard, name]) => (
            <option key={hazard} value={hazard}>
              {name}
            </option>
          ))}
        </Select>
        <Select label={text.jobType} {...field("jobType")}>
          <option value="">{text.any}</option>
          {draft.configuration.job_types.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </div>
      <ScenarioDetails
        field={field}
        hasWrong={wrong.some(({ name }) => name === "says" || name === "neverSays" || name === "time")}
      />
      <DialogActions>
        <Button
          onClick={() => {
            keep(undefined);
            onClose();
          }}
        >
          {common.cancel}
        </Button>
        <Button type="submit" look="main" isBusy={making.isPending}>
          {text.make}
        </Button>
      </DialogActions>
    </form>
  );
}
