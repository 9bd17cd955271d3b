import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeFirstDays } from "../../api/generated/sdk.gen";
import type { FirstDays, Tenant } from "../../api/generated/types.gen";
import { companyOptions, useTenant } from "../../api/me";
import { useRefresh } from "../../api/refresh";

/**
 * What is ticked, with what is being saved. A change counts for the version that is shown: if someone saved in the meantime, theirs is
 * shown, and the person looks again.
 */
export function useChangeFirstDays(company: Tenant) {
  const tenant = useTenant();
  const client = useQueryClient();
  const refresh = useRefresh("getTenant");
  const saving = useMutation({
    // A second tick waits for the version that the first one leads to.
    scope: { id: `first-days:${tenant}` },
    mutationFn: async (body: Partial<FirstDays>) => {
      const known = client.getQueryData(companyOptions(tenant).queryKey) ?? company;
      const headers = { "If-Match": `"${known.version}"` };
      return (await changeFirstDays({ path: { tenant }, headers, body, throwOnError: true })).data;
    },
    onSuccess: (saved) => client.setQueryData(companyOptions(tenant).queryKey, saved),
    onError: refresh,
  });
  // A tick shows at once, and until the company has it.
  const [unsaved, setUnsaved] = useState<Partial<FirstDays>>();
  const change = (changes: Partial<FirstDays>) => {
    setUnsaved((before) => ({ ...before, ...changes }));
    saving.mutate(changes, { onSettled: () => setUnsaved(undefined) });
  };
  return { shown: { ...company.first_days, ...unsaved }, change, error: saving.error };
}
