// The words about a configuration: hours, voice, personality, test call. They load with the first screen that shows them.

import { use } from "react";
import type { config } from "./en/config";
import { loadOnce } from "./lazy";

export type ConfigText = typeof config;

const load = loadOnce<ConfigText>({
  en: async () => (await import("./en/config")).config,
  es: async () => (await import("./es/config")).config,
});

/** The words about a configuration; the screen waits for them as it waits for its own file. */
export function useConfigText(): ConfigText {
  return use(load());
}
