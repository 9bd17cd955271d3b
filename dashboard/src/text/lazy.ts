// Words that load with the first screen that shows them, so that the first load stays small.

import { currentLanguage, type Language, RETRY_MS } from "./text";

/** Loads the words of a part of the dashboard, once, in the chosen language. After a failure, a later call tries again. */
export function loadOnce<Words>(loaders: Record<Language, () => Promise<Words>>): () => Promise<Words> {
  let loading: Promise<Words> | undefined;
  return () => {
    if (!loading) {
      loading = loaders[currentLanguage()]();
      loading.catch(() => {
        setTimeout(() => {
          loading = undefined;
        }, RETRY_MS);
      });
    }
    return loading;
  };
}
