import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { VersionWithConfiguration } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { asProblem } from "../../api/problem";
import { draftOptions, useSaveDraft } from "../draft";
import { isSame, patched } from "../merge_patch";
import { type Chosen, patchOf } from "./merge";

type Patch = Record<string, unknown>;

/** Whether two versions are the same where a patch changes them. */
function isSamePart(one: VersionWithConfiguration, other: VersionWithConfiguration, patch: Patch): boolean {
  const part = ({ configuration }: VersionWithConfiguration) =>
    Object.keys(patch).map((field) => configuration[field as keyof typeof configuration]);
  return isSame(part(one), part(other));
}

/**
 * Saves what is chosen in the draft, and says whether anything was new. What someone else saved meanwhile in other parts stays. In the
 * same part the save is refused as stale, and their draft is read; a repetition saves over it.
 */
export function useChosen() {
  const tenant = useTenant();
  const client = useQueryClient();
  const saving = useSaveDraft();
  return useMutation({
    mutationFn: async ({ seen, chosen }: { seen: VersionWithConfiguration; chosen: Chosen }) => {
      const patch = patchOf(seen.configuration, chosen);
      if (isSame(patched(seen.configuration, patch), seen.configuration)) return false;
      try {
        await saving.mutateAsync({ base: seen, patch });
      } catch (error) {
        if (asProblem(error).kind !== "stale") throw error;
        const latest = await client.fetchQuery({ ...draftOptions(tenant), staleTime: 0 });
        if (!isSamePart(latest, seen, patch)) throw error;
        await saving.mutateAsync({ base: latest, patch: patchOf(latest.configuration, chosen) });
      }
      return true;
    },
  });
}
