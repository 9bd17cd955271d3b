// The words about what the model may not say. They load with the first call that has such a sentence.

import { use } from "react";
import type { caught } from "./en/caught";
import { loadOnce } from "./lazy";

export type CaughtText = typeof caught;

const load = loadOnce<CaughtText>({
  en: async () => (await import("./en/caught")).caught,
  es: async () => (await import("./es/caught")).caught,
});

export function useCaughtText(): CaughtText {
  return use(load());
}
