// The details of a visit that the office corrects.

import type { Appointment, EditAppointment } from "../../api/generated/types.gen";

export type CorrectedFields = Record<"name" | "street" | "city" | "zip" | "job_type" | "problem", string>;

export function fieldsOf(visit: Appointment): CorrectedFields {
  const { name, street, city, zip, job_type, problem } = visit;
  return { name, street, city: city ?? "", zip, job_type, problem };
}

/** The details that differ. A city can be replaced, and not be removed. */
export function changesOf(fields: CorrectedFields, visit: Appointment): EditAppointment {
  const before = fieldsOf(visit);
  const names = Object.keys(before) as (keyof CorrectedFields)[];
  const changed = names.filter(
    (name) => fields[name].trim() !== before[name] && (name !== "city" || fields.city.trim()),
  );
  return Object.fromEntries(changed.map((name) => [name, fields[name].trim()]));
}
