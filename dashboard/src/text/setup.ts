// The words of sign-up, set-up and the telephone numbers. They load with the first screen that shows them.

import { use } from "react";
import type { firstDays } from "./en/first_days";
import type { join } from "./en/join";
import type { setup } from "./en/setup";
import type { twilio } from "./en/twilio";
import { loadOnce } from "./lazy";
import { type Text, useText } from "./text";

export type SetupText = { firstDays: typeof firstDays; join: typeof join; setup: typeof setup; twilio: typeof twilio };

const load = loadOnce<SetupText>({
  en: async () => ({
    ...(await import("./en/first_days")),
    ...(await import("./en/join")),
    ...(await import("./en/setup")),
    ...(await import("./en/twilio")),
  }),
  es: async () => ({
    ...(await import("./es/first_days")),
    ...(await import("./es/join")),
    ...(await import("./es/setup")),
    ...(await import("./es/twilio")),
  }),
});

/** These words and those of every screen. */
export function useSetupText(): Text & SetupText {
  return { ...useText(), ...use(load()) };
}
