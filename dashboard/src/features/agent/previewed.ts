// How the agent would answer by the saved draft: asked when a part needs it, kept until the draft is saved again.

import { queryOptions } from "@tanstack/react-query";
import { preview } from "../../api/generated/sdk.gen";

/** The preview of the draft. `version` is its number, so that a saved draft is asked anew; `at` is an instant, or now. */
export function previewOptions(tenant: string, version: number, at?: string) {
  return queryOptions({
    queryKey: [{ _id: "preview" }, tenant, version, at],
    queryFn: async ({ signal }) => {
      const body = { version: "draft" as const, ...(at && { at }) };
      const { data } = await preview({ path: { tenant }, body, signal, throwOnError: true });
      return data;
    },
    staleTime: 60_000,
  });
}
