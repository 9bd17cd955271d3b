// The budgets of what a browser loads, and the policy of the page.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { it } from "node:test";
import { gzipSync } from "node:zlib";
import { openAs } from "../browser.mjs";
import { OWNER } from "../screens.mjs";

const ASSETS = new URL("../../dist/assets/", import.meta.url);
const KB = 1_000;
const LIMITS = { firstScripts: 135 * KB, styles: 12 * KB, firstFiles: 6, screen: 40 * KB, voiceSdk: 60 * KB };

const packed = (name) => gzipSync(readFileSync(new URL(name, ASSETS)), { level: 9 }).length;
const sum = (names) => names.reduce((total, name) => total + packed(name), 0);

export function firstLoadTests(bench) {
  it("loads Today within the budget", async (test) => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/sign-in");
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    // What loads seconds after the first load is no part of it, however long that takes.
    await page.addInitScript(() => {
      const { setTimeout } = globalThis;
      globalThis.setTimeout = (act, ms, ...rest) => (ms >= 3_000 ? 0 : setTimeout(act, ms, ...rest));
    });
    const loaded = new Set();
    page.on("request", (request) => {
      const name = /\/assets\/([^?]+)$/.exec(request.url())?.[1];
      if (name) loaded.add(name);
    });
    await page.goto(`${bench.system.url}/`);
    await page.getByRole("heading", { name: "Latest calls" }).waitFor();
    await page.waitForLoadState("networkidle");
    const scripts = [...loaded].filter((name) => name.endsWith(".js"));
    const styles = [...loaded].filter((name) => name.endsWith(".css"));
    test.diagnostic(`scripts ${sum(scripts)} bytes, styles ${sum(styles)} bytes, ${loaded.size} files`);
    assert.ok(sum(scripts) <= LIMITS.firstScripts, `${sum(scripts)} bytes of scripts`);
    assert.ok(sum(styles) <= LIMITS.styles, `${sum(styles)} bytes of styles`);
    assert.ok(loaded.size <= LIMITS.firstFiles, [...loaded].join(" "));
    await context.close();
  });

  it("has no file of a screen beyond its budget", () => {
    for (const name of readdirSync(ASSETS).filter((each) => each.endsWith(".js") && !each.startsWith("shared-"))) {
      // Twilio's Voice SDK loads when someone talks to the agent.
      const limit = name.startsWith("twilio_line-") ? LIMITS.voiceSdk : LIMITS.screen;
      assert.ok(packed(name) <= limit, `${name}: ${packed(name)} bytes`);
    }
  });

  it("serves the page with a policy that allows no foreign and no inline script", async () => {
    const answer = await fetch(`${bench.system.url}/calls`);
    const policy = answer.headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.match(policy, /frame-ancestors 'none'; require-trusted-types-for 'script'$/);
    assert.doesNotMatch(policy, /unsafe|\*/);
  });
}
