// Installed on a telephone, and opened without a network.

import assert from "node:assert/strict";
import { it } from "node:test";
import { openPage, signIn } from "../browser.mjs";
import { OWNER } from "../screens.mjs";
import { serveBuild } from "../served_build.mjs";

/** The size of a PNG, from its header. */
function sizeOf(png) {
  return `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`;
}

export function offlineTests(bench) {
  /** Without a worker, tests replace the answers of `local`; with one, a server of their own has to. */
  const withServer = async (test) => {
    const served = process.env.BUILD ? await serveBuild(process.env.BUILD, bench.system.url) : undefined;
    const system = served ? { ...bench.system, url: served.url } : bench.system;
    try {
      await test(system);
    } finally {
      await served?.stop();
    }
  };

  const openKept = async (system) => {
    const opened = await openPage(bench.browser, { width: 390, serviceWorkers: "allow", isServed: true });
    await signIn(opened.page, system, OWNER, "/calls");
    await opened.page.waitForFunction(async () => {
      const kept = await (await caches.open("shell")).keys();
      const paths = kept.map(({ url }) => new URL(url).pathname);
      const files = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
      return ["/", ...files.filter((path) => path.startsWith("/assets/"))].every((path) => paths.includes(path));
    });
    return opened;
  };

  it("opens without a network, says so, and goes on when there is one", async () => {
    await withServer(async (system) => {
      const { page, context } = await openKept(system);
      await context.setOffline(true);
      await page.goto(`${system.url}/calls`);
      await page.getByText("You are offline").first().waitFor();
      assert.equal(await page.title(), "Front desk");
      await context.setOffline(false);
      await page.locator("main a[href*='/calls/']").first().waitFor();
      await context.close();
    });
  });

  it("keeps the page and its files, and no answer of the API", async () => {
    await withServer(async (system) => {
      const { page, context, wrong } = await openKept(system);
      const paths = await page.evaluate(async () => {
        const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
        const kept = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
        return kept.map(({ url }) => new URL(url).pathname);
      });
      assert.deepEqual(
        paths.filter((path) => !/^\/($|assets\/|icon|apple-touch-icon|manifest)/.test(path)),
        [],
      );
      assert.deepEqual(wrong, []);
      await context.close();
    });
  });

  it("can be installed: a manifest in each language, whose pictures have the sizes that it names", async () => {
    await withServer(async ({ url }) => {
      for (const name of ["manifest.webmanifest", "manifest.es.webmanifest"]) {
        const answer = await fetch(`${url}/${name}`);
        assert.equal(answer.headers.get("content-type"), "application/manifest+json");
        const { icons, shortcuts, start_url } = await answer.json();
        assert.equal(start_url, "/");
        assert.deepEqual(
          shortcuts.map(({ url }) => url),
          ["/inbox", "/schedule", "/calls"],
        );
        for (const { name: label, icons } of shortcuts) {
          assert.ok(label);
          for (const { src } of icons) assert.equal((await fetch(url + src)).status, 200, src);
        }
        const pictures = icons.filter(({ type }) => type === "image/png");
        for (const { src, sizes } of pictures) {
          const picture = Buffer.from(await (await fetch(url + src)).arrayBuffer());
          assert.equal(sizeOf(picture), sizes, src);
        }
        assert.ok(pictures.some(({ purpose }) => purpose === "maskable"));
        assert.deepEqual(new Set(pictures.map(({ sizes }) => sizes)), new Set(["192x192", "512x512"]));
      }
    });
  });
}
