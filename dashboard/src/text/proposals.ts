// The words of proposals out of a website or a text. They load when one begins.

import { use } from "react";
import type { proposals } from "./en/proposals";
import { loadOnce } from "./lazy";

export type ProposalsText = typeof proposals;

const load = loadOnce<ProposalsText>({
  en: async () => (await import("./en/proposals")).proposals,
  es: async () => (await import("./es/proposals")).proposals,
});

export function useProposalsText(): ProposalsText {
  return use(load());
}
