// Serves a build in front of `local`, for tests of what a route cannot replace: a service worker and what it loads.

import { existsSync, readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { extname, join } from "node:path";

const TYPES = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webm": "video/webm",
  ".vtt": "text/vtt; charset=utf-8",
  ".webmanifest": "application/manifest+json",
};
const OF_OTHERS = /^\/(admin|dev|twilio|calendar|unsubscribe|health)(\/|$)/;
const META = /<meta name="sign-in:[^>]*>/g;

/** Answers as `functions/dashboard` does, with the settings and the headers of the page of `local`. */
export async function serveBuild(build, behind) {
  const original = await fetch(behind);
  const settings = (await original.text()).match(META) ?? [];
  const page = settings.reduce(
    (text, meta) => text.replace(new RegExp(`${meta.split(" content=")[0]}[^>]*>`), meta),
    readFileSync(join(build, "index.html"), "utf8"),
  );
  const pageHeaders = Object.fromEntries(
    ["content-type", "cache-control", "content-security-policy"].map((name) => [name, original.headers.get(name)]),
  );
  const server = createServer((asked, answer) => {
    const { pathname } = new URL(asked.url, behind);
    if (OF_OTHERS.test(pathname)) {
      const passed = request(behind + asked.url, { method: asked.method, headers: asked.headers }, (response) => {
        answer.writeHead(response.statusCode, response.headers);
        response.pipe(answer);
      });
      asked.pipe(passed);
      return;
    }
    const type = TYPES[extname(pathname)];
    if (!type) return answer.writeHead(200, pageHeaders).end(page);
    const path = join(build, pathname);
    if (!existsSync(path)) return answer.writeHead(404).end();
    const cache = pathname.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    return answer.writeHead(200, { "content-type": type, "cache-control": cache }).end(readFileSync(path));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
