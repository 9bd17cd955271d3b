// The fields of a visit as they are typed, and as the API wants them.

import type { BookAppointment } from "../../api/generated/types.gen";
import { asProblem } from "../../api/problem";
import { readPhone } from "../../ui/phone_number";

export type BookFields = {
  slot: string | undefined;
  job_type: string;
  name: string;
  callback: string;
  street: string;
  city: string;
  zip: string;
  problem: string;
  access_notes: string;
};
export type FieldErrors = Partial<Record<keyof BookFields, string>>;
export type FieldWords = { required: string; chooseWindow: string; numberWrong: string; zipWrong: string };

export const EMPTY: BookFields = {
  slot: undefined,
  job_type: "",
  name: "",
  callback: "",
  street: "",
  city: "",
  zip: "",
  problem: "",
  access_notes: "",
};

const NEEDED = ["job_type", "name", "street", "problem"] as const;

/** The body to send, or what is missing in words. */
export function missingOf(fields: BookFields, words: FieldWords): { body?: BookAppointment; errors: FieldErrors } {
  const errors: FieldErrors = {};
  const callback = readPhone(fields.callback);
  const zip = fields.zip.trim();
  if (!fields.slot) errors.slot = words.chooseWindow;
  if (!callback) errors.callback = words.numberWrong;
  if (!/^\d{5}$/.test(zip)) errors.zip = words.zipWrong;
  for (const field of NEEDED) if (!fields[field].trim()) errors[field] = words.required;
  if (!fields.slot || !callback || Object.keys(errors).length > 0) return { errors };
  const { job_type, name, street, problem, city, access_notes } = fields;
  return {
    errors,
    body: {
      slot: fields.slot,
      job_type,
      name: name.trim(),
      callback,
      street: street.trim(),
      zip,
      problem: problem.trim(),
      ...(city.trim() && { city: city.trim() }),
      ...(access_notes.trim() && { access_notes: access_notes.trim() }),
    },
  };
}

/** The API's errors at their fields; those of other fields apart. */
export function problemsOf(error: unknown): { errors: FieldErrors; rest: string[] } {
  const errors: FieldErrors = {};
  const rest: string[] = [];
  if (error === null) return { errors, rest };
  for (const { field, message } of asProblem(error).fields) {
    const name = field.slice(1).split("/")[0] ?? "";
    if (name in EMPTY) errors[name as keyof BookFields] ??= message;
    else rest.push(message);
  }
  return { errors, rest };
}
