// Reads a website or a text, and says why it cannot be read. Nothing is saved.

import { useMutation } from "@tanstack/react-query";
import { propose } from "../../api/generated/sdk.gen";
import type { ProposalSource } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { asProblem } from "../../api/problem";
import type { ProposalsText } from "../../text/proposals";

export function useReading() {
  const tenant = useTenant();
  return useMutation({
    mutationFn: async (body: ProposalSource) => {
      const { data } = await propose({ path: { tenant }, body, throwOnError: true });
      return data;
    },
  });
}

/** Why a source could not be read; `undefined` for a problem that any request may have. */
export function whyUnread(error: unknown, words: ProposalsText): string | undefined {
  const { kind, code, retryAfter } = asProblem(error);
  if (kind === "too-many") return words.tooMany(retryAfter ?? 5);
  return words.problems[code ?? ""];
}
