// A form whose words survive a reload: what is not saved yet stays in this browser, under the person's e-mail address.

import { useLayoutEffect, useState } from "react";
import { type DefaultValues, type FieldValues, type Path, type UseFormReturn, useForm } from "react-hook-form";
import { asProblem } from "../api/problem";

const PREFIX = "kept:";

/** What a person typed and did not save, and what was saved when they began. */
export type Kept<Values> = { began: Values; values: Values };

function read<Values extends FieldValues>(key: string): Kept<Values> | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + key) ?? "null");
    return kept?.began && kept.values ? kept : undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, kept: Kept<unknown>): void {
  localStorage.setItem(PREFIX + key, JSON.stringify(kept));
}

/**
 * What a form shows, given what is saved now: the fields that the person changed, and the saved values of the others. `behind` names the
 * fields that someone else saved with another value since; until the person has chosen, `began` stays.
 */
export function onTopOf<Values extends FieldValues>(
  kept: Kept<Values> | undefined,
  saved: Values,
): Kept<Values> & { behind: (keyof Values)[] } {
  const values = { ...saved };
  const behind: (keyof Values)[] = [];
  if (!kept) return { began: saved, values, behind };
  for (const name of Object.keys(saved) as (keyof Values)[]) {
    const [typed, began] = [kept.values[name], kept.began[name]];
    if (typed === undefined || typed === began) continue;
    values[name] = typed;
    if (saved[name] !== began && saved[name] !== typed) behind.push(name);
  }
  return { began: behind.length > 0 ? kept.began : saved, values, behind };
}

export type KeptForm<Values extends FieldValues> = UseFormReturn<Values> & {
  /** What was saved when the person began to type. */
  began: Values;
  /** The fields in which someone saved another value since, before a reload. A save would undo it unseen. */
  behind: (keyof Values)[];
  /** The person has seen what is saved now, and chosen. */
  catchUp: () => void;
  /** Forgets what was typed, and goes on from what is saved now. */
  startAnew: (now: Values) => void;
  /** Forgets what was typed. */
  forget: () => void;
};

/** Keeps the values of a form at each change. `saved` are those of the API. Never for secrets. Values are text or yes and no. */
export function useKeptForm<Values extends FieldValues>(key: string, saved: Values): KeptForm<Values> {
  const [first] = useState(() => onTopOf(read<Values>(key), saved));
  const [{ began, behind }, setBase] = useState<Pick<KeptForm<Values>, "began" | "behind">>(first);
  const form = useForm<Values>({ defaultValues: first.values as DefaultValues<Values> });
  const { watch, getValues } = form;
  // Before anyone can type.
  useLayoutEffect(() => {
    const subscription = watch((values) => write(key, { began, values }));
    return () => subscription.unsubscribe();
  }, [watch, key, began]);
  const forget = () => localStorage.removeItem(PREFIX + key);
  return {
    ...form,
    began,
    behind,
    catchUp: () => {
      setBase({ began: saved, behind: [] });
      write(key, { began: saved, values: getValues() });
    },
    startAnew: (now) => {
      form.reset(now);
      setBase({ began: now, behind: [] });
      forget();
    },
    forget,
  };
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
