// The form of the company's step: saving it for the first time creates the company.

import { useMutation } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { useState } from "react";
import type { Tenant, VersionWithConfiguration } from "../../api/generated/types.gen";
import { asProblem } from "../../api/problem";
import { showFieldErrors, useKeptForm } from "../../forms/kept_form";
import { useSetupText } from "../../text/setup";
import { COMPANY_FIELDS, type CompanyValues, companyPatch, companyValues } from "./company_values";
import { RenamedFirst, useFoundCompany, useRename, useSaveDraft } from "./draft";

type Props = {
  company?: Tenant | undefined;
  draft?: VersionWithConfiguration | undefined;
  onSaved: () => void;
};

/** The form, its saving, and what the person chooses when someone else saved first. */
export function useCompanyForm({ company, draft, onSaved }: Props) {
  const text = useSetupText();
  const { profile } = useRouteContext({ from: "/person" });
  const saved = companyValues(company, draft?.configuration);
  const form = useKeptForm<CompanyValues>(`setup.company.${profile.email}`, saved);
  const [others, setOthers] = useState<string[]>([]);
  const found = useFoundCompany();
  const { save } = useSaveDraft();
  const rename = useRename();
  const saving = useMutation({
    mutationFn: async (values: CompanyValues) => {
      const name = values.name.trim();
      const owner = { email: profile.email, name: profile.name };
      const before = company ?? (await found.mutateAsync({ name, time_zone: values.timeZone, owner }));
      const isRenamed = name !== form.began.name;
      const { configuration } = await save((known) => companyPatch(values, known, isRenamed));
      if (isRenamed) await rename(before, name);
      return companyValues(isRenamed ? { ...before, name } : before, configuration);
    },
    onSuccess: (now) => {
      form.startAnew(now);
      onSaved();
    },
    onError: (error) => setOthers(showFieldErrors(form, error, COMPANY_FIELDS, text.server)),
  });
  const takeTheirs = () => {
    if (renamed !== undefined) form.setValue("name", renamed);
    else {
      form.reset(saved);
      form.forget();
    }
    form.catchUp();
    saving.reset();
  };
  const keepMine = () => {
    form.catchUp();
    saving.mutate(form.getValues());
  };
  const { behind } = form;
  const renamed = saving.error instanceof RenamedFirst ? saving.error.theirs : undefined;
  const isStale = saving.error !== null && asProblem(saving.error).kind === "stale";
  return {
    form,
    saving,
    others,
    takeTheirs,
    keepMine,
    isBehind: behind.length > 0,
    /** What to show of the last save; a choice shows what someone else saved. */
    error: isStale ? undefined : saving.error,
    /** The company's name, if someone else gave it another one and changed nothing else here. */
    renamed: renamed ?? (behind.length === 1 && behind[0] === "name" ? saved.name : undefined),
    hasConflict: isStale || behind.length > 0,
  };
}
