// A form whose words survive a reload: what is not saved yet stays in this browser, under the person's e-mail address.

import { useEffect } from "react";
import { type DefaultValues, type FieldValues, type Path, type UseFormReturn, useForm } from "react-hook-form";
import { asProblem } from "../api/problem";

const PREFIX = "kept:";

export function keptValues<Values>(key: string): Partial<Values> | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFIX + key) ?? "null");
    return typeof kept === "object" && kept !== null ? (kept as Partial<Values>) : undefined;
  } catch {
    return undefined;
  }
}

export function forgetKept(key: string): void {
  localStorage.removeItem(PREFIX + key);
}

/** Keeps the values of a form at each change. `saved` are those of the API, which kept ones replace. Never for secrets. */
export function useKeptForm<Values extends FieldValues>(
  key: string,
  saved: Values,
): UseFormReturn<Values> & { forget: () => void } {
  const form = useForm<Values>({ defaultValues: { ...saved, ...keptValues<Values>(key) } as DefaultValues<Values> });
  const { watch } = form;
  useEffect(() => {
    const subscription = watch((values) => localStorage.setItem(PREFIX + key, JSON.stringify(values)));
    return () => subscription.unsubscribe();
  }, [watch, key]);
  return { ...form, forget: () => forgetKept(key) };
}

/**
 * Shows the API's answers at the fields that they concern. `fields` has the form's field for the beginning of a JSON Pointer. The
 * first of them gets the focus. Returns the answers that belong to no field of this form.
 */
export function showFieldErrors<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  error: unknown,
  fields: Record<string, Path<Values>>,
  words: (message: string) => string,
): string[] {
  const others: string[] = [];
  let shouldFocus = true;
  for (const { field, message } of asProblem(error).fields) {
    const prefix = Object.keys(fields).find((prefix) => field === prefix || field.startsWith(`${prefix}/`));
    const name = prefix === undefined ? undefined : fields[prefix];
    if (name === undefined) {
      others.push(words(message));
      continue;
    }
    form.setError(name, { message: words(message) }, { shouldFocus });
    shouldFocus = false;
  }
  return others;
}
