// Publishing a draft: it is tested first, unless it has passed already, and published when its scenarios pass.

import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { beginScenarioRun, getScenarioRun, listScenarioRuns, publish } from "../../api/generated/sdk.gen";
import type {
  Published,
  ScenarioRun,
  ScenarioRunSummary,
  VersionWithConfiguration,
} from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { asProblem } from "../../api/problem";
import { useRefresh } from "../../api/refresh";

const POLL_MS = 1_000;
/** What a poll waits out: the run goes on without us. */
const PASSING = ["offline", "unavailable", "too-many"];

type Draft = Pick<VersionWithConfiguration, "number" | "revision" | "published">;

export type Attempt = {
  /** Begins a new run, whatever came of the last one. */
  isAgain?: boolean;
  /** Publishes without passing, for this reason. */
  reason?: string;
};

export type TestedPublish = {
  /** The test, once it has begun. */
  run: ScenarioRun | undefined;
  isBusy: boolean;
  /** The run cannot be read now. */
  isOffline: boolean;
  error: unknown;
  published: Published | undefined;
  start: (attempt?: Attempt) => void;
  /** Forgets the test. A run that has begun goes on, and the next attempt finds it. */
  stop: () => void;
};

type Options = {
  draft: Draft;
  /** Only this version is published, as it was shown. */
  tag?: string;
  onPublished: (published: Published) => void | Promise<void>;
};

export function isUntested(error: unknown): boolean {
  return asProblem(error).code === "untested";
}

/** Whether no call failed by itself: the draft was replaced during the run. */
export function wasReplaced({ scenarios }: Pick<ScenarioRun, "scenarios">): boolean {
  const findings = scenarios.flatMap(({ result }) => result?.findings ?? []);
  return findings.length > 0 && findings.every(({ code, found }) => code === "not_run" && found === "replaced");
}

/** What is known of exactly this draft: whether a check of it has passed, and the latest check, if that is running. */
export function checksOf(
  runs: ScenarioRunSummary[],
  { number, revision }: Pick<Draft, "number" | "revision">,
): { hasPassed: boolean; running: ScenarioRunSummary | undefined } {
  const ofDraft = runs.filter((run) => run.purpose === "check" && run.version === number && run.revision === revision);
  return {
    hasPassed: ofDraft.some((run) => run.state === "passed"),
    running: ofDraft[0]?.state === "running" ? ofDraft[0] : undefined,
  };
}

export function useTestedPublish({ draft, tag, onPublished }: Options): TestedPublish {
  const tenant = useTenant();
  const refreshRuns = useRefresh("listScenarioRuns");
  const [run, setRun] = useState<ScenarioRun>();
  const [isOffline, setIsOffline] = useState(false);
  const stopper = useRef<AbortController>(undefined);
  useEffect(() => () => stopper.current?.abort(), []);

  const send = async (signal: AbortSignal, reason?: string) => {
    const body = {
      version: draft.number,
      ...(tag !== undefined && { tag }),
      ...(reason !== undefined && { reason_without_passing: reason }),
    };
    return (await publish({ path: { tenant }, body, signal, throwOnError: true })).data;
  };

  const read = async (id: string, signal: AbortSignal) => {
    const { data } = await getScenarioRun({ path: { tenant, run: id }, signal, throwOnError: true });
    return data;
  };

  const before = async (signal: AbortSignal) => {
    const { data } = await listScenarioRuns({ path: { tenant }, signal, throwOnError: true });
    return checksOf(data.items, draft);
  };

  const begin = async (signal: AbortSignal) => {
    const body = { version: draft.number };
    const { data } = await beginScenarioRun({ path: { tenant }, body, signal, throwOnError: true });
    void refreshRuns();
    return data;
  };

  /** Follows a run to its end. */
  const follow = async (begun: ScenarioRun, signal: AbortSignal) => {
    let latest = begun;
    setRun(latest);
    while (latest.state === "running") {
      await pause(POLL_MS, signal);
      try {
        latest = await read(begun.run_id, signal);
        setRun(latest);
        setIsOffline(false);
      } catch (error) {
        const { kind, retryAfter } = asProblem(error);
        if (signal.aborted || !PASSING.includes(kind)) throw error;
        setIsOffline(kind === "offline");
        await pause((retryAfter ?? 2) * 1_000, signal);
      }
    }
    return latest;
  };

  const flow = useMutation({
    mutationFn: async ({ isAgain = false, reason }: Attempt) => {
      stopper.current?.abort();
      stopper.current = new AbortController();
      const { signal } = stopper.current;
      if (reason !== undefined) return send(signal, reason);
      let running: ScenarioRunSummary | undefined;
      if (!isAgain) {
        // What was published before is not tested again.
        if (draft.published) return send(signal);
        const known = await before(signal);
        running = known.running;
        if (known.hasPassed) {
          try {
            return await send(signal);
          } catch (error) {
            // A scenario was made since.
            if (!isUntested(error)) throw error;
          }
        }
      }
      const begun = running ? await read(running.run_id, signal) : await begin(signal);
      const ended = await follow(begun, signal);
      void refreshRuns();
      return ended.state === "passed" ? send(signal) : undefined;
    },
    onSuccess: (published) => published && onPublished(published),
  });

  return {
    run,
    isBusy: flow.isPending,
    isOffline,
    error: flow.error,
    published: flow.data,
    start: (attempt = {}) => flow.mutate(attempt),
    stop: () => {
      stopper.current?.abort();
      flow.reset();
      setRun(undefined);
      setIsOffline(false);
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
