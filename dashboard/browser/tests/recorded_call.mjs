// A call from the ring to its sound: rung by the telephone, seen in the list, found by its words, and played. The recording is
// `local`'s own, so the test waits for the job of each minute that copies it.

import assert from "node:assert/strict";
import { it } from "node:test";
import { openAs } from "../browser.mjs";
import { EMPTY, ringUntilListed } from "../screens.mjs";
import { tokenOf } from "../system.mjs";

const SCRIPT = new URL("../recorded.call", import.meta.url).pathname;

export function recordedCallTests(bench) {
  it("a call rung by the telephone is seen, searched and played", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, EMPTY, "/sign-in");
    await page.clock.install();
    await page.goto(`${bench.system.url}/calls`);
    await page.locator("h1").waitFor();
    await ringUntilListed(bench.system, SCRIPT, "Desert", EMPTY);
    await page.clock.runFor(15_000);
    const link = page.locator("main a[href*='/calls/']").first();
    await link.waitFor();
    const call = new URL(await link.evaluate((element) => element.href)).pathname.split("/").at(-1);
    await copied(bench.system, call);

    await page.keyboard.press("/");
    await page.keyboard.type("squeaking blower");
    await page.keyboard.press("Enter");
    await page.locator("mark").first().waitFor();
    await page.locator("main a[href*='/calls/']").first().click();
    await page.getByRole("button", { name: "Listen", exact: true }).click();
    await page.getByRole("button", { name: "Pause" }).waitFor();
    await page.waitForFunction(() => document.querySelector("audio")?.currentTime > 0);
    await page.locator("li[aria-current=true]").first().waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

/** Waits until the recording of a call is in the bucket. */
async function copied(system, call) {
  const headers = { authorization: `Bearer ${await tokenOf(system, EMPTY)}` };
  let recordings;
  for (let tries = 0; tries < 150; tries += 1) {
    const answer = await fetch(`${system.url}/admin/tenants/me/calls/${call}`, { headers });
    ({ recordings } = await answer.json());
    if (recordings?.[0]?.state === "ready") return;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  throw new Error(`the recording is not copied: ${JSON.stringify(recordings)}`);
}
