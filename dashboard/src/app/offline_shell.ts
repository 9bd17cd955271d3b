// Registers the worker that keeps the page and the files of this build for a visit without a network: public/sw.js.

const KEY = "kept-build";

/** Its address is one of ours: the policy of the page asks that a script's address says so. */
function workerAddress(): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy("offline-shell", { createScriptURL: (path) => path });
  return policy ? (policy.createScriptURL("/sw.js") as string) : "/sw.js";
}

type TrustedTypes = {
  createPolicy: (
    name: string,
    rules: { createScriptURL: (path: string) => string },
  ) => { createScriptURL: (path: string) => unknown };
};

/** After the first screen has loaded, so that it does not wait for this. */
export function keepOfflineShell(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const keep = () => void register().catch(() => {});
  if (document.readyState === "complete") keep();
  else addEventListener("load", keep, { once: true });
}

async function register(): Promise<void> {
  await navigator.serviceWorker.register(workerAddress());
  const { active } = await navigator.serviceWorker.ready;
  const files = loadedFiles();
  const build = files.find((path) => path.startsWith("/assets/index-") && path.endsWith(".js")) ?? "";
  active?.postMessage({ files, isNew: localStorage.getItem(KEY) !== build });
  localStorage.setItem(KEY, build);
}

/** The hashed files that this page has loaded. */
function loadedFiles(): string[] {
  const entries = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
  const ours = entries.filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith("/assets/"));
  return [...new Set(ours.map(({ pathname }) => pathname))];
}
