// The offline shell: the page and the files of its build, so that the dashboard opens without a network and says so. No answer
// of the API is kept: it is out of date a minute later, and belongs to the person who is signed in.

const CACHE = "shell";
/** Every path of a screen gets the same page. */
const PAGE = "/";
/** The paths of other functions. */
const OF_OTHERS = /^\/(admin|dev|docs|outbox|twilio|calendar|unsubscribe|health)(\/|$)/;
/** Files whose name has a hash of their content: what was kept is right for ever. */
const isHashed = (path) => path.startsWith("/assets/");
/** Videos stay out: a player asks for parts of them, and they are large. */
const isVideo = (path) => path.endsWith(".webm");
const isAsked = (path) => /^\/(icon|apple-touch-icon|manifest)[a-z0-9.-]*$/.test(path);

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin || OF_OTHERS.test(pathname)) return;
  if (isVideo(pathname)) return;
  if (isHashed(pathname)) event.respondWith(keptOrFetched(event.request));
  else if (mode === "navigate") event.respondWith(fetchedOrKept(event.request, PAGE));
  else if (isAsked(pathname)) event.respondWith(fetchedOrKept(event.request, pathname));
});

// The page reports which files of its build it has loaded, since the first visit loads them before this worker runs.
self.addEventListener("message", (event) => event.waitUntil(keepBuild(event.data)));

async function keptOrFetched(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

async function fetchedOrKept(request, key) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    // A redirect leads to a page of others; a failure is none to keep.
    if (response.ok && !response.redirected) await cache.put(key, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(key);
    if (kept) return kept;
    throw error;
  }
}

/** Keeps the page and these files, and forgets the files of earlier builds. */
async function keepBuild({ files, isNew }) {
  const cache = await caches.open(CACHE);
  if (isNew) {
    const current = new Set(files);
    const kept = await cache.keys();
    const old = kept.filter(({ url }) => isHashed(new URL(url).pathname) && !current.has(new URL(url).pathname));
    await Promise.all(old.map((request) => cache.delete(request)));
  }
  // The browser has the hashed files already, so this costs a request for the page at most.
  const missing = [];
  for (const path of [PAGE, ...files.filter((path) => !isVideo(path))])
    if (!(await cache.match(path))) missing.push(path);
  await Promise.all(missing.map((path) => cache.add(path)));
}
