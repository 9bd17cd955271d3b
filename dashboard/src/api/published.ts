// What other screens need from the published configuration: the time zone, and the names of the kinds of visits.

import { useQuery } from "@tanstack/react-query";
import { getVersionOptions } from "./generated/@tanstack/react-query.gen";
import type { Configuration } from "./generated/types.gen";
import { useTenant } from "./me";

const FRESH_MS = 60_000;

/** The published configuration, once it is loaded. */
export function usePublished(): Configuration | undefined {
  const tenant = useTenant();
  const options = getVersionOptions({ path: { tenant, version: "published" } });
  return useQuery({ ...options, staleTime: FRESH_MS }).data?.configuration;
}

/** The name of a kind of visit, else its id. */
export function jobTypeName(published: Configuration | undefined, id: string): string {
  return published?.job_types.find((type) => type.id === id)?.name ?? id;
}
