// The website of the company's step. It is read once the company exists, and never holds the step up.

import { useRouteContext } from "@tanstack/react-router";
import { useState } from "react";
import type { Proposals } from "../../api/generated/types.gen";
import { asProblem } from "../../api/problem";
import { useReading, whyUnread } from "../../config/proposals/reading";
import { useKeptForm } from "../../forms/kept_form";
import { useProposalsText } from "../../text/proposals";
import { useSetupText } from "../../text/setup";

export function useWebsite() {
  const text = useSetupText();
  const words = useProposalsText();
  const { profile } = useRouteContext({ from: "/person" });
  const form = useKeptForm<{ website: string }>(`setup.website.${profile.email}`, { website: "" });
  const [found, setFound] = useState<Proposals>();
  const reading = useReading();
  const address = form.watch("website").trim();
  // What was read, with proposals or in vain, is not read again: the next press leads on.
  const isRead = reading.variables?.website === address;
  const why = () => {
    if (!reading.isError || !isRead) return undefined;
    const [wrong] = asProblem(reading.error).fields;
    const general = text.problems[asProblem(reading.error).kind].what;
    const reason = wrong ? text.server(wrong.message) : (whyUnread(reading.error, words) ?? general);
    return `${reason} ${text.setup.company.websiteGoOn}`;
  };
  return {
    form,
    isReading: reading.isPending,
    isToRead: address !== "" && !isRead,
    problem: why(),
    /** What was read, until the person has chosen. */
    found,
    close: () => setFound(undefined),
    read: () =>
      reading.mutate(
        { website: address },
        // The field gets the focus, with the problem.
        { onSuccess: setFound, onError: () => form.setFocus("website") },
      ),
  };
}

export type Website = ReturnType<typeof useWebsite>;
