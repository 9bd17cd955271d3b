// The browser's own voice, for where there is no sample of a voice that callers hear.

/** How long a browser has to load its voices, which come after the page. */
const PATIENCE = 800;

/** Whether the browser has any voice; some have none. */
export function hasBrowserVoice(): Promise<boolean> {
  const synthesis = globalThis.speechSynthesis;
  if (!synthesis) return Promise.resolve(false);
  if (synthesis.getVoices().length > 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      synthesis.removeEventListener("voiceschanged", end);
      resolve(synthesis.getVoices().length > 0);
    };
    const timer = setTimeout(end, PATIENCE);
    synthesis.addEventListener("voiceschanged", end);
  });
}

/** Speaks in a language such as `en-US`, and calls back when it is done. Returns what stops it. */
export function speakByBrowser(text: string, lang: string, onEnd: () => void): () => void {
  const words = new SpeechSynthesisUtterance(text);
  words.lang = lang;
  words.onend = onEnd;
  words.onerror = onEnd;
  speechSynthesis.speak(words);
  return () => {
    words.onend = null;
    words.onerror = null;
    speechSynthesis.cancel();
  };
}
