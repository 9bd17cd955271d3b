// The words of the operators' screens. They load with the first of these screens.

import { use } from "react";
import type { platform } from "./en/platform";
import { loadOnce } from "./lazy";

export type PlatformText = typeof platform;

const load = loadOnce<PlatformText>({
  en: async () => (await import("./en/platform")).platform,
  es: async () => (await import("./es/platform")).platform,
});

export function usePlatformText(): PlatformText {
  return use(load());
}
