// The words about scenarios: their runs, what does not hold, replays. They load when a draft is first tested.

import { use } from "react";
import type { scenarios } from "./en/scenarios";
import { loadOnce } from "./lazy";

export type ScenariosText = typeof scenarios;

const load = loadOnce<ScenariosText>({
  en: async () => (await import("./en/scenarios")).scenarios,
  es: async () => (await import("./es/scenarios")).scenarios,
});

export function useScenariosText(): ScenariosText {
  return use(load());
}
