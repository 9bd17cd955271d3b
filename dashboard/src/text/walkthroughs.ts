// The words around the walk-throughs. They load with the first screen that offers one.

import { use } from "react";
import type { walkthroughs } from "./en/walkthroughs";
import { loadOnce } from "./lazy";

export type WalkthroughText = typeof walkthroughs;

const load = loadOnce<WalkthroughText>({
  en: async () => (await import("./en/walkthroughs")).walkthroughs,
  es: async () => (await import("./es/walkthroughs")).walkthroughs,
});

export function useWalkthroughText(): WalkthroughText {
  return use(load());
}
