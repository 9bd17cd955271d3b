// A test call in text: the turns so far, and sending the next one.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { beginTestCall, takeTurn } from "../api/generated/sdk.gen";
import type { BeginTestCall, TakeTurn, TestTurn } from "../api/generated/types.gen";
import { useTenant } from "../api/me";
import { draftOptions } from "./draft";

/** What the caller did, and how the agent answered; the first has no caller. */
export type Exchange = { did?: TakeTurn; answer: TestTurn };

export function useTestCall(version: BeginTestCall["version"]) {
  const tenant = useTenant();
  const client = useQueryClient();
  const [exchanges, setExchanges] = useState<Exchange[]>([]);
  const begin = useMutation({
    mutationFn: async (conditions: Pick<BeginTestCall, "at" | "from">) => {
      const body = { ...conditions, ...(version && { version }) };
      const { data } = await beginTestCall({ path: { tenant }, body, throwOnError: true });
      return data;
    },
    onMutate: () => setExchanges([]),
    onSuccess: (answer) => setExchanges([{ answer }]),
  });
  const call = exchanges[0]?.answer.test_call_id;
  const turn = useMutation({
    mutationFn: async (did: TakeTurn) => {
      const path = { tenant, test_call: call ?? "" };
      const { data } = await takeTurn({ path, body: did, throwOnError: true });
      return { did, answer: data };
    },
    onSuccess: (exchange) => setExchanges((before) => [...before, exchange]),
  });
  const last = exchanges.at(-1)?.answer;
  const saved = client.getQueryData(draftOptions(tenant).queryKey);
  return {
    exchanges,
    begin: (conditions: Pick<BeginTestCall, "at" | "from"> = {}) => begin.mutate(conditions),
    take: (did: TakeTurn) => turn.mutate(did),
    /** What the caller does that is not answered yet. */
    waiting: turn.isPending ? turn.variables : undefined,
    isBusy: begin.isPending || turn.isPending,
    error: begin.error ?? turn.error,
    last,
    isOver: last?.ended === true,
    /** Whether the draft was saved again since the call began. */
    isOld: version === "draft" && last !== undefined && saved !== undefined && saved.number !== last.version,
  };
}
