// The draft of the configuration: reading it, and saving changes on the version that the person saw.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getVersionOptions, listPeopleOptions } from "../api/generated/@tanstack/react-query.gen";
import { changeDraft } from "../api/generated/sdk.gen";
import type { VersionWithConfiguration } from "../api/generated/types.gen";
import { useMay, useMe, useTenant } from "../api/me";
import { useConfigText } from "../text/config";

export function draftOptions(tenant: string) {
  return getVersionOptions({ path: { tenant, version: "draft" } });
}

export function publishedOptions(tenant: string) {
  return getVersionOptions({ path: { tenant, version: "published" } });
}

/** The tag of a version's content, as the API makes it: a draft that is replaced in place keeps its number. */
export function tagOf({ number, revision }: Pick<VersionWithConfiguration, "number" | "revision">): string {
  return revision === 0 ? `${number}` : `${number}.${revision}`;
}

type Change = { base: VersionWithConfiguration; patch: Record<string, unknown> };

/** Queries that depend on the versions of the configuration. */
const DEPENDENT = ["listVersions", "getTenant", "compareVersions", "getVersion", "preview"];

export function useVersionsChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () =>
    client.invalidateQueries({
      predicate: ({ queryKey: [key] }) =>
        typeof key === "object" && key !== null && "_id" in key && DEPENDENT.includes(String(key._id)),
    });
}

/** Saves a merge patch as the draft. It is refused when the draft is not the version that the patch is based on. */
export function useSaveDraft() {
  const tenant = useTenant();
  const client = useQueryClient();
  const changed = useVersionsChanged();
  return useMutation({
    mutationFn: async ({ base, patch }: Change) => {
      const headers = { "If-Match": `"${tagOf(base)}"` };
      const { data } = await changeDraft({ path: { tenant }, headers, body: patch, throwOnError: true });
      return data;
    },
    onSuccess: (saved) => {
      client.setQueryData(draftOptions(tenant).queryKey, saved);
      // What depends on it is read while the person goes on.
      void changed();
    },
  });
}

/** The name of who saved a version. Without the permission to read people, it is someone. */
export function useNameOf(): (by: string) => string {
  const text = useConfigText();
  const may = useMay();
  const me = useMe();
  const tenant = useTenant();
  const people = useQuery({
    ...listPeopleOptions({ path: { tenant } }),
    enabled: may("read_people"),
    staleTime: 300_000,
  });
  return (by) => {
    if (by === me.person_id) return text.you;
    if (by.startsWith("operator:")) return text.operator;
    const name = people.data?.items.find((person) => person.person_id === by)?.name;
    return name ?? text.someone;
  };
}
