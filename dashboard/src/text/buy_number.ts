// The words of buying a number. They load when it begins.

import { use } from "react";
import type { en } from "./en/buy_number";
import { loadOnce } from "./lazy";

export type BuyNumberText = typeof en;

const load = loadOnce<BuyNumberText>({
  en: async () => (await import("./en/buy_number")).en,
  es: async () => (await import("./es/buy_number")).es,
});

export function useBuyNumberText(): BuyNumberText {
  return use(load());
}
