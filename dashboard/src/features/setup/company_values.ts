// What the company's step asks, read out of the company and its draft, and as a change of the draft.

import type { Configuration, Tenant } from "../../api/generated/types.gen";
import { dollarsTyped, readDollars, readList, readZips } from "../../forms/lists";
import { guessedZone } from "../../forms/time_zones";
import type { DraftPatch } from "./draft";

export type CompanyValues = {
  name: string;
  timeZone: string;
  zips: string;
  cities: string;
  repair: string;
  tuneUp: string;
};

/** The starter's kinds of visits whose price is asked here. */
const PRICED = { repair: "repair", tuneUp: "tune-up" } as const;

/** The field of the form for the beginning of a JSON Pointer. */
export const COMPANY_FIELDS = {
  "/name": "name",
  "/company": "name",
  "/time_zone": "timeZone",
  "/service_area/zips": "zips",
  "/service_area/cities": "cities",
  "/job_types/0": "repair",
  "/job_types/1": "tuneUp",
} as const;

export function companyValues(company: Tenant | undefined, draft: Configuration | undefined): CompanyValues {
  const price = (id: string) => dollarsTyped(draft?.job_types.find((type) => type.id === id)?.fee_micro_usd ?? 0);
  return {
    name: company?.name ?? draft?.company ?? "",
    timeZone: draft?.time_zone ?? guessedZone(),
    zips: draft?.service_area.zips?.join(", ") ?? "",
    cities: draft?.service_area.cities?.join(", ") ?? "",
    repair: price(PRICED.repair),
    tuneUp: price(PRICED.tuneUp),
  };
}

function greetingOf(name: string): string {
  return `Thank you for calling ${name}.`;
}

/** `isRenamed` if the person typed another name: the agent may say another one than the company's. */
export function companyPatch(values: CompanyValues, before: Configuration, isRenamed: boolean): DraftPatch {
  const prices: Record<string, number | undefined> = {
    [PRICED.repair]: readDollars(values.repair),
    [PRICED.tuneUp]: readDollars(values.tuneUp),
  };
  const name = isRenamed ? values.name.trim() : before.company;
  return {
    company: name,
    // The starter's greeting has the name; one that the person wrote stays.
    greeting: before.greeting === greetingOf(before.company) ? greetingOf(name) : before.greeting,
    time_zone: values.timeZone,
    service_area: { zips: readZips(values.zips), cities: readList(values.cities) },
    job_types: before.job_types.map((type) => ({ ...type, fee_micro_usd: prices[type.id] ?? type.fee_micro_usd })),
  };
}
