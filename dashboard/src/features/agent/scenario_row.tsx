import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { removeScenario } from "../../api/generated/sdk.gen";
import type { Scenario, ScenarioTime } from "../../api/generated/types.gen";
import { useMay, useTenant } from "../../api/me";
import { useRefresh } from "../../api/refresh";
import { useNameOf } from "../../config/draft";
import { expectationsOf } from "../../config/scenarios/findings";
import { useNames } from "../../config/scenarios/names";
import { useScenariosText } from "../../text/scenarios";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/confirm";
import { clock, moment, weekday } from "../../ui/format";
import { toast } from "../../ui/toast";

const DAYS: ScenarioTime["day"][] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

type Props = { scenario: Scenario; onRemove: () => void };

/** A scenario of the company's own: when it calls, what has to come of it, who made it. */
export function ScenarioRow({ scenario, onRemove }: Props) {
  const text = useScenariosText().page;
  const may = useMay();
  const names = useNames();
  const nameOf = useNameOf();
  const { title, at, expected, made, call_id, turns } = scenario;
  return (
    <li className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 px-4 py-3">
      <h3 className="font-medium break-words min-w-0">{title}</h3>
      {may("edit_configuration") && (
        <Button look="plain" className="row-span-2 self-start" aria-label={text.removeNamed(title)} onClick={onRemove}>
          {text.remove}
        </Button>
      )}
      <div className="col-start-1 grid gap-1 min-w-0">
        <ul className="text-pretty">
          {expectationsOf(expected, names).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <p className="text-quiet text-[0.8125rem]">
          {at && `${text.at(weekday(DAYS.indexOf(at.day)), clock(at.time))} · `}
          {text.madeBy(nameOf(made.by), moment(made.at))}
        </p>
        {turns && turns.length > 0 && (
          <details>
            <summary className="inline-flex items-center min-h-11 md:min-h-8 text-accent font-medium cursor-pointer list-none hover:underline underline-offset-2">
              {text.callerSays}
            </summary>
            <ol className="grid gap-1 list-decimal pl-5">
              {turns.map((turn, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the turns of a scenario do not change
                <li key={place}>{turn}</li>
              ))}
            </ol>
          </details>
        )}
        {call_id && may("read_calls") && (
          <Link
            to="/calls/$call"
            params={{ call: call_id }}
            className="justify-self-start inline-flex items-center min-h-11 md:min-h-8 text-accent font-medium hover:underline underline-offset-2"
          >
            {text.toCall}
          </Link>
        )}
      </div>
    </li>
  );
}

export function RemoveScenario({ scenario, onClose }: { scenario: Scenario | undefined; onClose: () => void }) {
  const text = useScenariosText().page;
  const tenant = useTenant();
  const refresh = useRefresh("listScenarios");
  const removing = useMutation({
    mutationFn: (id: string) => removeScenario({ path: { tenant, scenario: id }, throwOnError: true }),
    onSuccess: async () => {
      await refresh();
      toast(text.removed);
      onClose();
    },
  });
  const close = () => {
    removing.reset();
    onClose();
  };
  return (
    <Confirm
      title={text.removeTitle(scenario?.title ?? "")}
      isOpen={scenario !== undefined}
      onClose={close}
      action={text.remove}
      isBusy={removing.isPending}
      error={removing.error}
      onConfirm={() => scenario && removing.mutate(scenario.scenario_id)}
    >
      <p>{text.removeWhat}</p>
    </Confirm>
  );
}
