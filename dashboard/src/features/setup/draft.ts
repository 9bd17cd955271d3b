// The draft that the set-up fills in, and the requests of its steps.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { whoAmIQueryKey } from "../../api/generated/@tanstack/react-query.gen";
import { changeDraft, changeTenant, createTenant, getVersion } from "../../api/generated/sdk.gen";
import type { Configuration, CreateTenant, Tenant, VersionWithConfiguration } from "../../api/generated/types.gen";
import { companyOptions, useMe, useTenant } from "../../api/me";
import { ApiProblem, asProblem } from "../../api/problem";
import { draftOptions, tagOf, useVersionsChanged } from "../../config/draft";
import { isSame, patched } from "../../config/merge_patch";

/** The company and its draft; neither exists for a newcomer. */
export function useCompanyAndDraft() {
  const tenant = useTenant();
  const isNewcomer = useMe().kind === "newcomer";
  const company = useQuery({ ...companyOptions(tenant), enabled: !isNewcomer });
  const draft = useQuery({
    ...draftOptions(tenant),
    enabled: !isNewcomer,
    // A refresh under the hands of someone who types would make their save a change of what they never saw.
    staleTime: Number.POSITIVE_INFINITY,
  });
  return { isNewcomer, company, draft };
}

export type DraftPatch = Record<string, unknown>;

/**
 * Saves a part of the draft as its next version. What someone else saved meanwhile in other parts stays. In the same part, the save
 * is refused; `read` has read what they saved by then, so a repetition saves over it. Returns the draft as it is then.
 */
export function useSaveDraft() {
  const tenant = useTenant();
  const client = useQueryClient();
  const changed = useVersionsChanged();
  const key = draftOptions(tenant).queryKey;
  const read = async () => {
    const { data } = await getVersion({ path: { tenant, version: "draft" }, throwOnError: true });
    client.setQueryData(key, data);
    return data;
  };
  const send = async (known: VersionWithConfiguration, patch: DraftPatch) => {
    const headers = { "If-Match": `"${tagOf(known)}"` };
    const { data } = await changeDraft({ path: { tenant }, headers, body: patch, throwOnError: true });
    client.setQueryData(key, data);
    await changed();
    return data;
  };
  const save = async (patchOf: (before: Configuration) => DraftPatch): Promise<VersionWithConfiguration> => {
    const known = client.getQueryData<VersionWithConfiguration>(key) ?? (await read());
    const patch = patchOf(known.configuration);
    if (isSame(patched(known.configuration, patch), known.configuration)) return known;
    try {
      return await send(known, patch);
    } catch (error) {
      if (asProblem(error).kind !== "stale") throw error;
      const latest = await read();
      if (!isSame(partOf(latest.configuration, patch), partOf(known.configuration, patch))) throw error;
      return await send(latest, patchOf(latest.configuration));
    }
  };
  return { save };
}

/** What a configuration has where a patch changes it. */
function partOf(configuration: Configuration, patch: DraftPatch): DraftPatch {
  return Object.fromEntries(Object.keys(patch).map((field) => [field, configuration[field as keyof Configuration]]));
}

/** Creates the company. A repetition of the same request gets the answer of the first. */
export function useFoundCompany() {
  const client = useQueryClient();
  const sent = useRef({ body: "", key: "" });
  return useMutation({
    mutationFn: async (body: CreateTenant): Promise<Tenant> => {
      const words = JSON.stringify(body);
      if (sent.current.body !== words) sent.current = { body: words, key: crypto.randomUUID() };
      const headers = { "Idempotency-Key": sent.current.key };
      const { data } = await createTenant({ body, headers, throwOnError: true });
      client.setQueryData(companyOptions("me").queryKey, data.tenant);
      await client.refetchQueries({ queryKey: whoAmIQueryKey() });
      return data.tenant;
    },
  });
}

/** Someone else gave the company another name first. */
export class RenamedFirst extends ApiProblem {
  constructor(readonly theirs: string) {
    super("stale");
  }
}

/**
 * Gives the company another name. Other changes of someone else stay. If they renamed it, `RenamedFirst` says how, and the company is
 * read anew, so a repetition renames it once more.
 */
export function useRename(): (seen: Tenant, name: string) => Promise<void> {
  const tenant = useTenant();
  const client = useQueryClient();
  const options = companyOptions(tenant);
  const send = async ({ version }: Tenant, name: string) => {
    const headers = { "If-Match": `"${version}"` };
    const { data } = await changeTenant({ path: { tenant }, headers, body: { name }, throwOnError: true });
    client.setQueryData(options.queryKey, data);
  };
  return async (seen, name) => {
    if (seen.name === name) return;
    try {
      await send(seen, name);
    } catch (error) {
      if (asProblem(error).kind !== "stale") throw error;
      const latest = await client.fetchQuery({ ...options, staleTime: 0 });
      if (latest.name === name) return;
      if (latest.name !== seen.name) throw new RenamedFirst(latest.name);
      await send(latest, name);
    }
  };
}
