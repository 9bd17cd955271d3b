import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getCompanyExportOptions } from "../../api/generated/@tanstack/react-query.gen";
import { beginCompanyExport, getExportLink } from "../../api/generated/sdk.gen";
import type { CompanyExportFile, CompanyExport as Export } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { asProblem } from "../../api/problem";
import { useRefresh } from "../../api/refresh";
import { useRequestKey } from "../../api/request_key";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { fullMoment, moment, size } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { Panel } from "../../ui/page";
import { SkeletonRows } from "../../ui/skeleton";
import { ProblemBanner } from "../../ui/states";

const WHILE_PREPARING_MS = 5_000;

/** Everything that the company owns, as files: asked for, prepared, fetched within a day. */
export function CompanyExport() {
  const text = useText().settings.export;
  const tenant = useTenant();
  const query = useQuery({
    ...getCompanyExportOptions({ path: { tenant } }),
    refetchInterval: ({ state }) => (state.data?.state === "preparing" ? WHILE_PREPARING_MS : false),
  });
  // Without an export in a week, the API has none: that is no failure.
  const hasNone = query.isError && asProblem(query.error).kind === "not-found";
  return (
    <Panel title={text.title}>
      <p className="px-4 pt-3 text-quiet text-pretty">{text.what}</p>
      {hasNone ? (
        <Begin label={text.begin} />
      ) : (
        <Loaded query={query} skeleton={<SkeletonRows rows={1} />}>
          {(latest) => <Latest latest={latest} />}
        </Loaded>
      )}
    </Panel>
  );
}

function Begin({ label }: { label: string }) {
  const text = useText().settings.export;
  const tenant = useTenant();
  const refresh = useRefresh("getCompanyExport");
  const key = useRequestKey();
  const begin = useMutation({
    mutationFn: () =>
      beginCompanyExport({ path: { tenant }, headers: { "Idempotency-Key": key.current() }, throwOnError: true }),
    onSettled: (_, error) => {
      key.answered(error);
      return refresh();
    },
  });
  return (
    <div className="grid justify-items-start gap-3 px-4 py-3">
      {begin.error !== null && <ProblemBanner error={begin.error} conflict={text.running} />}
      <Button isBusy={begin.isPending} onClick={() => begin.mutate()}>
        {label}
      </Button>
    </div>
  );
}

function Latest({ latest }: { latest: Export }) {
  const text = useText().settings.export;
  const { state, files, available_until: until } = latest;
  return (
    <>
      <div role="status" className="grid gap-0.5 px-4 pt-3">
        <p className="font-medium">
          {state === "preparing" && text.preparing}
          {state === "ready" && text.ready(until ? fullMoment(until) : "")}
          {state === "over" && text.over}
          {state === "stopped" && text.stopped}
        </p>
        <p className="text-quiet">
          {text.begun(moment(latest.requested_at))}
          {state === "preparing" && files.length > 0 && `, ${text.written(files.length)}`}
        </p>
      </div>
      {state === "preparing" && (
        <progress aria-label={text.preparing} className="block w-[calc(100%-2rem)] mx-4 my-3" />
      )}
      {state === "ready" && (
        <ul className="mt-3 divide-y divide-line border-y border-line">
          {files.map((file) => (
            <File key={file.file} exportId={latest.export_id} file={file} />
          ))}
        </ul>
      )}
      {state !== "preparing" && <Begin label={text.again} />}
    </>
  );
}

/** A link works for five minutes, so it is made when it is used. */
function File({ exportId, file }: { exportId: string; file: CompanyExportFile }) {
  const text = useText().settings.export;
  const tenant = useTenant();
  const [error, setError] = useState<unknown>(null);
  const link = useMutation({
    mutationFn: async () => {
      const path = { tenant, export: exportId, file: file.file };
      return (await getExportLink({ path, throwOnError: true })).data;
    },
    onMutate: () => setError(null),
    onSuccess: ({ url }) => location.assign(url),
    onError: setError,
  });
  return (
    <li className="grid gap-2 px-4 py-2.5">
      <div className="flex items-center justify-between gap-4">
        <span className="grid">
          <b className="font-medium">{text.file(file.file)}</b>
          <span className="text-quiet">
            {text.items(file.items)}, {size(file.bytes)}
          </span>
        </span>
        <Button isBusy={link.isPending} onClick={() => link.mutate()}>
          <Icon name="download" className="size-4.5" />
          {text.download}
        </Button>
      </div>
      {error !== null && <ProblemBanner error={error} />}
    </li>
  );
}
