// A part of the configuration while a person changes it: unsent changes outlive a reload, and no change by another person is lost.

import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import type { Configuration, VersionWithConfiguration, WrongField } from "../api/generated/types.gen";
import { useMe, useTenant } from "../api/me";
import { asProblem } from "../api/problem";
import { useText } from "../text/text";
import { draftOptions, useSaveDraft } from "./draft";
import { isSame, mergePatch, patched } from "./merge_patch";
import { forget, keep, read, subscribe } from "./unsent";

type Field = keyof Configuration;
type Part<F extends Field> = Pick<Configuration, F>;
/** What the person has changed, and what they saw when they began. */
type Unsent<F extends Field> = { original: Part<F>; value: Part<F> };

function part<F extends Field>(configuration: Configuration, fields: readonly F[]): Part<F> {
  return Object.fromEntries(fields.map((field) => [field, configuration[field]])) as Part<F>;
}

export type Section<F extends Field> = {
  value: Part<F>;
  change: (changes: Partial<Part<F>>) => void;
  isChanged: boolean;
  isSaving: boolean;
  /**
   * Saves the changes. False if they were refused; `error`, `conflict` and `errorAt` say why. `onMerged` gets who saved
   * another part meanwhile.
   */
  save: (onMerged?: (by: string) => void) => Promise<boolean>;
  discard: () => void;
  error: unknown;
  /** The API's words, in the person's language, about the field at a JSON Pointer such as `/job_types/1/name`. */
  errorAt: (pointer: string) => string | undefined;
  errors: WrongField[];
  /** Set when someone else saved the same part first: what the person began with, and what is saved now. */
  conflict: { before: Part<F>; theirs: Part<F>; by: string; at: string } | undefined;
  /** Puts the person's changes on top of what is saved now. Nothing is sent. */
  keepMine: () => void;
};

/**
 * The fields of the draft that one form changes. `name` distinguishes the form's unsent changes from those of other forms. A save sends
 * only what the person changed, so what someone else changed in other fields stays.
 */
export function useSection<const F extends Field>(
  name: string,
  draft: VersionWithConfiguration,
  fields: readonly F[],
): Section<F> {
  const tenant = useTenant();
  const me = useMe();
  const client = useQueryClient();
  const sending = useSaveDraft();
  const key = `unsent:${me.tenant_id ?? tenant}:${me.person_id ?? me.kind}:${name}`;
  const kept = useSyncExternalStore(subscribe, () => read(key)) as Unsent<F> | undefined;

  const saved = part(draft.configuration, fields);
  const unsent = kept && !isSame(kept.value, saved) ? kept : undefined;
  const isConflict = unsent !== undefined && !isSame(unsent.original, saved);
  const value = unsent?.value ?? saved;
  const { server } = useText();
  const errors = useMemo(
    () =>
      sending.error
        ? asProblem(sending.error).fields.map(({ field, message }) => ({ field, message: server(message) }))
        : [],
    [sending.error, server],
  );

  const change = (changes: Partial<Part<F>>) => {
    const original = unsent?.original ?? saved;
    const next = { ...value, ...changes };
    if (isSame(next, original)) forget(key);
    else keep(key, { original, value: next });
  };

  const save = async (onMerged?: (by: string) => void): Promise<boolean> => {
    if (!unsent || isConflict) return false;
    const patch = mergePatch(unsent.original, unsent.value);
    const done = ({ configuration }: VersionWithConfiguration): true => {
      const now = read(key) as Unsent<F> | undefined;
      // What was typed while it was sent stays, on top of what is saved now.
      if (now && !isSame(now.value, unsent.value)) keep(key, { ...now, original: part(configuration, fields) });
      else forget(key);
      return true;
    };
    try {
      return done(await sending.mutateAsync({ base: draft, patch }));
    } catch (error) {
      if (asProblem(error).kind !== "stale") return false;
      const latest = await client.fetchQuery({ ...draftOptions(tenant), staleTime: 0 });
      // Someone saved another part: then both changes stay.
      if (!isSame(part(latest.configuration, fields), unsent.original)) return false;
      const again = await sending.mutateAsync({ base: latest, patch }).catch(() => undefined);
      if (!again) return false;
      onMerged?.(latest.saved.by);
      return done(again);
    }
  };

  return {
    value,
    change,
    isChanged: unsent !== undefined,
    isSaving: sending.isPending,
    save,
    discard: () => {
      sending.reset();
      forget(key);
    },
    error: sending.error && !isConflict ? sending.error : undefined,
    errorAt: (pointer) => errors.find(({ field }) => field === pointer)?.message,
    errors,
    conflict:
      isConflict && unsent
        ? { before: unsent.original, theirs: saved, by: draft.saved.by, at: draft.saved.at }
        : undefined,
    keepMine: () => {
      if (!unsent) return;
      sending.reset();
      keep(key, { original: saved, value: patched(saved, mergePatch(unsent.original, unsent.value)) });
    },
  };
}
