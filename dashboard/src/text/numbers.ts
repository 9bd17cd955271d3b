// The words of the numbers and the connection check. They load with the screen.

import { use } from "react";
import type { en } from "./en/numbers";
import { loadOnce } from "./lazy";

export type NumbersText = typeof en;

const load = loadOnce<NumbersText>({
  en: async () => (await import("./en/numbers")).en,
  es: async () => (await import("./es/numbers")).es,
});

export function useNumbersText(): NumbersText {
  return use(load());
}
