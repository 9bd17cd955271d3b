// The pictures of docs/onboarding.md show the screens as they are.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { it } from "node:test";
import { openPage } from "../browser.mjs";
import { FOLDER, leadThrough, WORDS } from "../guide.mjs";
import { TESTED } from "../screen.mjs";
import { startSystem } from "../system.mjs";

const GUIDE = new URL("../../../docs/onboarding.md", import.meta.url);

export function guideTests(bench) {
  it("shows current screens on the pictures of the guide for owners", TESTED, async () => {
    const recorded = JSON.parse(readFileSync(WORDS, "utf8"));
    const system = await startSystem();
    const { page, context } = await openPage(bench.browser, { width: 390 });
    const shown = {};
    try {
      await leadThrough(page, system, (name, words) => {
        shown[name] = words;
      });
    } finally {
      await context.close();
      await system.stop();
    }
    assert.deepEqual(shown, recorded, "run `npm run pictures` in dashboard, and commit what changed");
    const guide = readFileSync(GUIDE, "utf8");
    for (const name of Object.keys(recorded)) {
      assert.ok(existsSync(new URL(`${name}.png`, FOLDER)), name);
      assert.ok(guide.includes(`pictures/${name}.png`), `the guide shows ${name}`);
    }
  });
}
