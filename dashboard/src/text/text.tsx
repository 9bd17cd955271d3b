// The words of the interface. Only the dictionary of the chosen language is loaded; both have the same keys, which the
// compiler checks.

import { createContext, type ReactNode, useContext } from "react";
import type { en } from "./en";
import type { later } from "./en/later";

export type First = typeof en;
export type Later = typeof later;
export type Text = First & Later;
export const LANGUAGES = ["en", "es"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = "language";
const LOADERS: Record<Language, { first: () => Promise<First>; later: () => Promise<Later> }> = {
  en: { first: async () => (await import("./en")).en, later: async () => (await import("./en/later")).later },
  es: { first: async () => (await import("./es")).es, later: async () => (await import("./es/later")).later },
};
const LATER: (keyof Later)[] = [
  "schedule",
  "figures",
  "keys",
  "notifications",
  "settings",
  "team",
  "webhooks",
  "audit",
  "callFacts",
];

/** The language that the person chose, else the first of the browser's that we have. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(KEY), ...navigator.languages];
  for (const language of wanted) {
    const known = LANGUAGES.find((ours) => ours === language?.split("-")[0]);
    if (known) return known;
  }
  return "en";
}

export async function loadText(language: Language): Promise<Text> {
  document.documentElement.lang = language;
  // What a telephone calls the dashboard when it is installed.
  const manifest = document.querySelector<HTMLLinkElement>('link[rel="manifest"]');
  if (manifest && language !== "en") manifest.href = `/manifest.${language}.webmanifest`;
  return withLater(await LOADERS[language].first(), LOADERS[language].later);
}

/** After how long words that did not load may be loaded again. A screen that shows why asks for them at once, and in vain. */
export const RETRY_MS = 1_000;

/** The first words, and the later ones where they are read: a screen waits for them as it waits for its own file. */
function withLater(first: First, load: () => Promise<Later>): Text {
  let loaded: Later | undefined;
  let loading: Promise<void> | undefined;
  let failed: unknown;
  const read = (name: keyof Later) => {
    if (loaded) return loaded[name];
    if (failed) throw failed;
    loading ??= load()
      .then((words) => {
        loaded = words;
      })
      .catch((error: unknown) => {
        failed = error;
        setTimeout(() => {
          loading = failed = undefined;
        }, RETRY_MS);
      });
    // Suspends the screen that reads it.
    throw loading;
  };
  const words = { ...first };
  for (const name of LATER) Object.defineProperty(words, name, { get: () => read(name) });
  return words as Text;
}

/** The later words, for what is shown without waiting for them. */
export const loadLater = (): Promise<Later> => LOADERS[currentLanguage()].later();

/** Keeps the choice and loads the page anew: every word changes. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
  location.reload();
}

const TextContext = createContext<Text | null>(null);

export function TextProvider({ text, children }: { text: Text; children: ReactNode }) {
  return <TextContext value={text}>{children}</TextContext>;
}

/** The words of the chosen language. */
export function useText(): Text {
  const text = useContext(TextContext);
  if (!text) throw new Error("TextProvider is missing");
  return text;
}

/** The language that numbers and dates are written in. */
export function currentLanguage(): Language {
  return document.documentElement.lang === "es" ? "es" : "en";
}
