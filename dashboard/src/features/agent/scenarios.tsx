// The scenarios that a draft has to pass: the company's own, how one is made, and the latest tests.

import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { listScenarioRunsInfiniteOptions, listScenariosOptions } from "../../api/generated/@tanstack/react-query.gen";
import { beginScenarioRun } from "../../api/generated/sdk.gen";
import type { Scenario, ScenarioRunSummary } from "../../api/generated/types.gen";
import { useMay, useTenant } from "../../api/me";
import { useRefresh } from "../../api/refresh";
import { useNameOf } from "../../config/draft";
import { useScenariosText } from "../../text/scenarios";
import { Button, buttonClass } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { moment } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { MoreButton } from "../../ui/more_button";
import { Panel } from "../../ui/page";
import { Empty, ProblemBanner } from "../../ui/states";
import { DraftBar } from "./draft_bar";
import { ScenarioForm, useUnsentScenario } from "./scenario_form";
import { RemoveScenario, ScenarioRow } from "./scenario_row";
import { RunStateBadge } from "./scenario_run_state";

const RUNNING_MS = 2_000;

export function Scenarios() {
  const text = useScenariosText().page;
  const may = useMay();
  const tenant = useTenant();
  const navigate = useNavigate();
  const refresh = useRefresh("listScenarioRuns");
  const testing = useMutation({
    mutationFn: async () => {
      const body = { version: "draft" as const };
      const { data } = await beginScenarioRun({ path: { tenant }, body, throwOnError: true });
      return data;
    },
    onSuccess: async ({ run_id }) => {
      void refresh();
      await navigate({ to: "/agent/scenarios/$run", params: { run: run_id } });
    },
  });
  return (
    <div className="grid gap-4 md:gap-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="text-quiet text-pretty">{text.lead}</p>
        {may("test_agent") && (
          <Button look="main" isBusy={testing.isPending} onClick={() => testing.mutate()}>
            {text.test}
          </Button>
        )}
      </div>
      {testing.error && <ProblemBanner error={testing.error} />}
      <Own />
      <Panel title={text.standardTitle}>
        <p className="px-4 py-3 text-pretty">{text.standardWhat}</p>
      </Panel>
      <Runs />
      <DraftBar />
    </div>
  );
}

function Own() {
  const { page: text, form } = useScenariosText();
  const may = useMay();
  const tenant = useTenant();
  const query = useQuery(listScenariosOptions({ path: { tenant } }));
  const [removed, setRemoved] = useState<Scenario>();
  const unsent = useUnsentScenario();
  const [isWriting, setIsWriting] = useState(unsent[0] !== undefined);
  const canWrite = may("edit_configuration");
  const write = canWrite && <Button onClick={() => setIsWriting(true)}>{form.open}</Button>;
  return (
    <Panel title={text.own} beside={query.data && query.data.items.length > 0 && write}>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              icon="calls"
              title={text.none}
              action={
                <span className="flex flex-wrap justify-center gap-2">
                  {may("read_calls") && (
                    <Link to="/calls" className={buttonClass()}>
                      {text.toCalls}
                    </Link>
                  )}
                  {write}
                </span>
              }
            >
              {text.noneWhat}
            </Empty>
          ) : (
            <ul className="divide-y divide-line">
              {items.map((scenario) => (
                <ScenarioRow key={scenario.scenario_id} scenario={scenario} onRemove={() => setRemoved(scenario)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Dialog title={form.open} isOpen={isWriting && canWrite} onClose={() => setIsWriting(false)}>
        <ScenarioForm unsent={unsent} onClose={() => setIsWriting(false)} />
      </Dialog>
      <RemoveScenario scenario={removed} onClose={() => setRemoved(undefined)} />
    </Panel>
  );
}

function Runs() {
  const text = useScenariosText().page;
  const tenant = useTenant();
  const options = { path: { tenant }, query: { limit: 10 } };
  const query = useInfiniteQuery({
    ...listScenarioRunsInfiniteOptions(options),
    initialPageParam: options,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.items.some((run) => run.state === "running") ? RUNNING_MS : false,
  });
  return (
    <Panel title={text.runs}>
      <Loaded query={query}>
        {({ pages }) => {
          const runs = pages.flatMap((page): ScenarioRunSummary[] => page.items);
          return (
            <>
              {runs.length === 0 && (
                <Empty icon="clock" title={text.noRuns}>
                  {text.noRunsWhat}
                </Empty>
              )}
              <ul className="divide-y divide-line">
                {runs.map((run) => (
                  <RunRow key={run.run_id} run={run} />
                ))}
              </ul>
              <MoreButton query={query} />
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function RunRow({ run }: { run: ScenarioRunSummary }) {
  const text = useScenariosText().page;
  const nameOf = useNameOf();
  const facts = [
    text.version(run.version),
    run.model,
    run.purpose !== "replay" && text.figures(run.done - run.failed, run.scenario_count),
    text.begunBy(nameOf(run.begun.by), moment(run.begun.at)),
  ];
  return (
    <li>
      <Link
        to="/agent/scenarios/$run"
        params={{ run: run.run_id }}
        className="grid grid-cols-[1fr_auto_1rem] items-center gap-x-3 px-4 py-2.5 min-h-12 hover:bg-hover -outline-offset-2"
      >
        <span className="grid min-w-0">
          <span className="font-medium">{text.purposes[run.purpose]}</span>
          <span className="text-quiet text-pretty">{facts.filter(Boolean).join(" · ")}</span>
        </span>
        <RunStateBadge run={run} />
        <Icon name="next" className="size-4 text-quiet" />
      </Link>
    </li>
  );
}
