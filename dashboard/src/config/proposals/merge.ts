// What a person chose of the proposals, on top of the draft.

import type {
  Configuration,
  JobType,
  ProposedArea,
  ProposedHours,
  ProposedService,
} from "../../api/generated/types.gen";
import { mergePatch } from "../merge_patch";
import { newId } from "../new_id";

export type Chosen = {
  /** Replaces the week. */
  hours?: ProposedHours | undefined;
  areas: ProposedArea[];
  services: ProposedService[];
  /** Only used if the draft has none. */
  name?: string | undefined;
};

/** The longest id of a kind of visit. */
const LONGEST_ID = 32;

/** Names are compared as people read them: without capitals and spaces at the ends. */
function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** The kind of visit of the draft with the name of a proposed one. */
export function knownService(jobs: JobType[], { name }: { name: string }): JobType | undefined {
  return jobs.find((job) => sameName(job.name, name));
}

/** The ZIP codes that a list does not have yet, neither themselves nor by their first digits. */
export function newZips(known: string[], proposed: string[]): string[] {
  return [...new Set(proposed)].filter((zip) => !known.some((area) => zip.startsWith(area)));
}

export function newCities(known: string[], proposed: string[]): string[] {
  return proposed.filter(
    (city, place) =>
      !known.some((each) => sameName(each, city)) && proposed.findIndex((each) => sameName(each, city)) === place,
  );
}

function feesOf({ fee_micro_usd, after_hours_fee_micro_usd }: ProposedService): Partial<JobType> {
  return {
    ...(fee_micro_usd != null && { fee_micro_usd }),
    ...(after_hours_fee_micro_usd != null && { after_hours_fee_micro_usd }),
  };
}

/** A kind of visit that exists takes the fees; its duration and discount stay. Without a fee, a new one is free of charge. */
function withService(jobs: JobType[], proposed: ProposedService): JobType[] {
  const known = knownService(jobs, proposed);
  if (known) return jobs.map((job) => (job === known ? { ...job, ...feesOf(proposed) } : job));
  const ids = jobs.map(({ id }) => id);
  const { name, duration_minutes } = proposed;
  return [...jobs, { id: newId(name, ids, LONGEST_ID), name, duration_minutes, fee_micro_usd: 0, ...feesOf(proposed) }];
}

/** The draft with what is chosen. Closed dates, durations and all that no proposal is about stay. */
export function withChosen(draft: Configuration, { hours, areas, services, name }: Chosen): Configuration {
  const { zips = [], cities = [] } = draft.service_area;
  const proposedZips = areas.flatMap((area) => area.zips);
  const proposedCities = areas.flatMap((area) => area.cities);
  return {
    ...draft,
    company: draft.company.trim() === "" && name ? name : draft.company,
    hours: hours ? { ...draft.hours, weekly: hours.value } : draft.hours,
    service_area: {
      ...draft.service_area,
      zips: [...zips, ...newZips(zips, proposedZips)],
      cities: [...cities, ...newCities(cities, proposedCities)],
    },
    job_types: services.reduce(withService, draft.job_types),
  };
}

/** The merge patch of the draft; without a field, nothing of the chosen is new. */
export function patchOf(draft: Configuration, chosen: Chosen): Record<string, unknown> {
  return mergePatch(draft, withChosen(draft, chosen));
}
