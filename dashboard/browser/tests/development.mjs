// `npm run dev` beside a running `local`: the sources as they are, and the API of `local`.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { it } from "node:test";
import { openPage, signIn } from "../browser.mjs";
import { OWNER, TESTED } from "../screen.mjs";

const FOLDER = new URL("../..", import.meta.url).pathname;

/** The development server, and the address that it prints. */
async function startDevelopment(url) {
  const options = {
    cwd: FOLDER,
    env: { ...process.env, LOCAL_URL: url, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  };
  const server = spawn("node_modules/.bin/vite", ["--host", "127.0.0.1", "--port", "0"], options);
  const ended = new Promise((_, reject) => {
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`vite ended with ${code}`)));
  });
  const printed = new Promise((resolve) => {
    let words = "";
    server.stdout.on("data", (part) => {
      words += part;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(words);
      if (address) resolve(address[0]);
    });
  });
  const address = await Promise.race([printed, ended]);
  ended.catch(() => {});
  return { url: address, stop: () => server.kill("SIGTERM") };
}

export function developmentTests(bench) {
  it("works from its sources: signs in at `local`, shows its data, signs out", TESTED, async () => {
    const server = await startDevelopment(bench.system.url);
    const { page, context, wrong } = await openPage(bench.browser, { isServed: true });
    // The sources are translated when they are first asked for.
    page.setDefaultTimeout(60_000);
    try {
      await signIn(page, { ...bench.system, url: server.url }, OWNER, "/calls");
      await page.getByRole("link", { name: /555-/ }).first().waitFor();
      await page.goto(`${server.url}/design`);
      await page.getByRole("heading", { name: "Design", level: 1 }).waitFor();
      await page.goto(`${server.url}/calls`);
      await page.locator("button[popovertarget]:visible").click();
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.waitForURL(`${server.url}/sign-in**`);
      assert.deepEqual(wrong, []);
    } finally {
      await context.close();
      server.stop();
    }
  });
}
