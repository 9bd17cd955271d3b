// What a person changed of the company's facts, and where someone else's version differs.

import type { Tenant } from "../../api/generated/types.gen";
import type { Facts } from "./changes";

export const FACTS = ["name", "contact_email", "reference"] as const;

export function factsOf(company: Tenant): Facts {
  return { name: company.name, contact_email: company.contact_email ?? "", reference: company.reference ?? "" };
}

/** The fields in which two versions differ, with the values of the second. */
export function differences(from: Facts, to: Facts): Partial<Facts> {
  return Object.fromEntries(FACTS.filter((field) => from[field] !== to[field]).map((field) => [field, to[field]]));
}
