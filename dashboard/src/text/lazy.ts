// Words that load with the first screen that shows them, so that the first load stays small.

import { currentLanguage, type Language } from "./text";

/** Loads the words of a part of the dashboard, once, in the chosen language. */
export function loadOnce<Words>(loaders: Record<Language, () => Promise<Words>>): () => Promise<Words> {
  let loading: Promise<Words> | undefined;
  return () => {
    loading ??= loaders[currentLanguage()]();
    return loading;
  };
}
