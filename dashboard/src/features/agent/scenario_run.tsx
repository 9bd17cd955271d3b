import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { getScenarioRunOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { ScenarioRun } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useNameOf } from "../../config/draft";
import { ScenarioResults } from "../../config/scenarios/results";
import { useScenariosText } from "../../text/scenarios";
import { moment, smallMoney } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { Panel } from "../../ui/page";
import { ReplayView } from "./replay";
import { RunStateBadge } from "./scenario_run_state";

const RUNNING_MS = 1_000;

/** A test with the result of each call, or a replay beside its call. It grows while its calls are made. */
export function ScenarioRunScreen() {
  const text = useScenariosText();
  const tenant = useTenant();
  const { run } = useParams({ from: "/signed-in/agent/scenarios/$run" });
  const query = useQuery({
    ...getScenarioRunOptions({ path: { tenant, run } }),
    refetchInterval: ({ state }) => (state.data?.state === "running" ? RUNNING_MS : false),
  });
  return (
    <Loaded query={query}>
      {(loaded) => (
        <div className="grid gap-4">
          <p className="sr-only" role="status">
            {loaded.state === "running"
              ? text.publish.progress(loaded.done, loaded.scenario_count)
              : text.states[loaded.state]}
          </p>
          <Panel title={text.page.purposes[loaded.purpose]} beside={<RunStateBadge run={loaded} />}>
            <Facts run={loaded} />
            {loaded.purpose !== "replay" && (
              <div className="border-t border-line px-4 py-2.5">
                <ScenarioResults run={loaded} />
              </div>
            )}
          </Panel>
          {loaded.replay && <ReplayView run={loaded} replay={loaded.replay} />}
        </div>
      )}
    </Loaded>
  );
}

function Facts({ run }: { run: ScenarioRun }) {
  const text = useScenariosText().page;
  const nameOf = useNameOf();
  const cost = run.scenarios.reduce((sum, { result }) => sum + (result?.cost_micro_usd ?? 0), 0);
  const facts = [
    text.version(run.version),
    run.model,
    run.purpose !== "replay" && text.figures(run.done - run.failed, run.scenario_count),
    text.begunBy(nameOf(run.begun.by), moment(run.begun.at)),
    cost > 0 && `${text.cost} ${smallMoney(cost)}`,
  ];
  return <p className="px-4 py-2.5 text-quiet text-pretty">{facts.filter(Boolean).join(" · ")}</p>;
}
