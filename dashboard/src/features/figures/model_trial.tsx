// Another model is tried with every company's scenarios before it becomes the platform's choice. The trial is in the address.

import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { getModelTrialInfiniteOptions } from "../../api/generated/@tanstack/react-query.gen";
import { beginModelTrial, getTenant, listTenants } from "../../api/generated/sdk.gen";
import type { ModelTrialRow } from "../../api/generated/types.gen";
import { usePlatformText } from "../../text/platform";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Select } from "../../ui/field";
import { Loaded } from "../../ui/loaded";
import { MoreButton } from "../../ui/more_button";
import { Panel } from "../../ui/page";
import { ProblemBanner } from "../../ui/states";
import { Table } from "../../ui/table";

const RUNNING_MS = 3_000;
const TONES = { running: "accent", passed: "good", failed: "bad", lost: "warn" } as const;

export function ModelTrial() {
  const text = usePlatformText().trial;
  const { trial } = useSearch({ from: "/signed-in/platform" });
  return (
    <Panel title={text.title}>
      <div className="grid gap-4 px-4 py-3">
        <p className="text-quiet text-pretty max-w-prose">{text.what}</p>
        <Begin />
      </div>
      {trial && <Report trial={trial} />}
    </Panel>
  );
}

/** The models that companies may be switched to, as the API offers them to a company. */
function useModels() {
  return useQuery({
    queryKey: ["modelsOfPlatform"],
    queryFn: async ({ signal }) => {
      const { data } = await listTenants({ query: { limit: 1 }, signal, throwOnError: true });
      const [company] = data.items;
      if (!company) return [];
      const path = { tenant: company.tenant_id };
      return (await getTenant({ path, signal, throwOnError: true })).data.models;
    },
    staleTime: 300_000,
  });
}

function Begin() {
  const text = usePlatformText().trial;
  const navigate = useNavigate();
  const models = useModels();
  const [chosen, setChosen] = useState<string>();
  const [begun, setBegun] = useState(0);
  const trying = useMutation({
    mutationFn: async (model: string) => {
      setBegun(0);
      let trial_id: string | undefined;
      let cursor: string | undefined;
      do {
        const body = { model, ...(trial_id && { trial_id }), ...(cursor && { cursor }) };
        const { data } = await beginModelTrial({ body, throwOnError: true });
        setBegun((before) => before + data.companies);
        if (!trial_id) {
          // From here on, a reload finds the report.
          const trial = data.trial_id;
          await navigate({ to: ".", search: (search) => ({ ...search, trial }), replace: true, resetScroll: false });
        }
        trial_id = data.trial_id;
        cursor = data.next_cursor ?? undefined;
      } while (cursor);
    },
  });
  return (
    <Loaded query={models} skeleton={<div className="h-16" />}>
      {(names) => {
        const model = chosen ?? names[1] ?? names[0];
        return (
          <div className="grid gap-3">
            <div className="flex flex-wrap items-end gap-3">
              <div className="min-w-56">
                <Select label={text.model} value={model} onChange={(event) => setChosen(event.target.value)}>
                  {names.map((name, place) => (
                    <option key={name} value={name}>
                      {place === 0 ? text.usual(name) : name}
                    </option>
                  ))}
                </Select>
              </div>
              <Button look="main" isBusy={trying.isPending} onClick={() => model && trying.mutate(model)}>
                {text.begin}
              </Button>
            </div>
            <p role="status" className="text-quiet">
              {(trying.isPending || trying.isSuccess) && text.begun(begun)}
            </p>
            {trying.error && <ProblemBanner error={trying.error} />}
          </div>
        );
      }}
    </Loaded>
  );
}

function Report({ trial }: { trial: string }) {
  const text = usePlatformText().trial;
  const company = usePlatformText().company;
  const options = { path: { trial } };
  const query = useInfiniteQuery({
    ...getModelTrialInfiniteOptions(options),
    initialPageParam: options,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some((row) => row.state === "running")) ? RUNNING_MS : false,
  });
  return (
    <div className="border-t border-line">
      <Loaded query={query}>
        {({ pages }) => {
          const rows = pages.flatMap((page): ModelTrialRow[] => page.items);
          const model = rows.find((row) => row.model)?.model;
          return (
            <>
              <p role="status" className="px-4 py-2.5 font-medium">
                {model && `${model}: `}
                {sumOf(rows, text)}
              </p>
              <Table
                caption={text.report}
                keyOf={({ tenant_id }) => tenant_id}
                rows={rows}
                columns={[
                  { name: company, cell: ({ name }) => name },
                  {
                    name: text.state,
                    cell: ({ state }) =>
                      state ? <Badge tone={TONES[state]}>{text.states[state]}</Badge> : <Badge>{text.noRun}</Badge>,
                  },
                  {
                    name: text.passed,
                    cell: ({ state, done, failed, scenario_count }) =>
                      state ? text.figures(done - failed, scenario_count) : "–",
                    isNumber: true,
                  },
                  { name: text.failures, cell: ({ failures }) => failures.join("; ") || "–" },
                ]}
              />
              <MoreButton query={query} />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

type Words = ReturnType<typeof usePlatformText>["trial"];

function sumOf(rows: ModelTrialRow[], text: Words): string {
  const of = (state: ModelTrialRow["state"]) => rows.filter((row) => row.state === state).length;
  return text.sum(of("passed"), of("failed") + of("lost"), of("running"));
}
