// Calls that are rung by the telephone of `local`: seen, searched, read.

import assert from "node:assert/strict";
import { it } from "node:test";
import { becomes, computeStylesAnew, openAs, settle } from "../browser.mjs";
import { catchSentences, OWNER, ringUntilListed } from "../screens.mjs";

export function callTests(bench) {
  it("shows a call that is rung while the list is open, within 15 seconds", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/sign-in");
    await page.clock.install();
    await page.goto(`${bench.system.url}/calls`);
    const calls = page.locator("main a[href*='/calls/']");
    await calls.first().waitFor();
    const before = await calls.count();
    await ringUntilListed(bench.system, "smell");
    await page.clock.runFor(15_000);
    await becomes(() => calls.count(), before + 1);
    await context.close();
  });

  it("finds what a caller said, keeps the search in the address, and opens the call", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/calls");
    await page.locator("h1").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("furnace stopped");
    await page.keyboard.press("Enter");
    await page.locator("mark").first().waitFor();
    assert.match(page.url(), /\?q=furnace/);
    await page.locator("main a[href*='/calls/']").first().click();
    await page.getByRole("heading", { name: "Transcript" }).waitFor();
    await page.locator("ol").getByText("Hi, my furnace stopped working last night", { exact: false }).first().waitFor();
    await page.getByText("Booking a visit").first().click();
    await page.getByText("Dana Smith").first().waitFor();
    await page.goBack();
    await page.locator("mark").first().waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("filters by outcome and by day, and clears the filters", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/calls");
    await page.getByText("Filters", { exact: true }).click();
    await page.getByLabel("Outcome").selectOption("booked");
    await page.waitForURL(/outcome=booked/);
    await becomes(() => page.getByText("Emergency", { exact: true }).locator("visible=true").count(), 0);
    await page.locator("main a[href*='/calls/']").first().waitFor();
    assert.equal(await page.getByText("Emergency", { exact: true }).locator("visible=true").count(), 0);
    await page.getByLabel("To", { exact: true }).fill("2026-01-01");
    await page.getByText("No call fits").waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.waitForURL((url) => url.search === "");
    await context.close();
  });

  it("shows the danger of an emergency and what triage found", async () => {
    const call = bench.known.calls.find((each) => each.emergencies > 0);
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, `/calls/${call.call_id}`);
    await page.getByText("Danger: gas leak").first().waitFor();
    await page.getByText("Emergency: gas leak").waitFor();
    await context.close();
  });

  it("shows what the model may not say with its kind, its turn and what was said instead, in either language", async () => {
    const { call_id } = bench.known.calls.find((call) => call.facts?.outcome === "booked");
    for (const [locale, title, rows] of [
      [
        "en-US",
        "Not said",
        ["Diagnosis", "Turn 1, said in other words", "Price that is not configured", "Turn 2, a fixed"],
      ],
      ["es-US", "No se dijo", ["Diagnóstico", "Turno 1", "Precio", "Turno 2"]],
    ]) {
      const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, `/calls/${call_id}`, {
        locale,
      });
      await settle(page);
      assert.equal(await page.getByText("It's probably the capacitor.").count(), 0);
      assert.equal(await page.getByRole("heading", { name: title }).count(), 0, "a call without one has no panel");
      await catchSentences(page);
      await page.getByRole("heading", { name: title }).waitFor();
      const panel = page.getByRole("listitem").filter({ has: page.locator("q") });
      const shown = (await panel.allTextContents()).join("\n");
      assert.equal(await panel.count(), 2);
      for (const words of rows) assert.ok(shown.includes(words), `${words} in ${shown}`);
      assert.deepEqual(wrong, []);
      await context.close();
    }
  });

  it("speaks Spanish to a browser that does", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/calls", { locale: "es-US" });
    await page.getByRole("heading", { name: "Llamadas" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "es");
    await context.close();
  });

  it("prints a call whole: black on white, with its words, without what is pressed", async () => {
    const { call_id } = bench.known.calls.find((call) => call.facts?.outcome === "booked");
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, `/calls/${call_id}`, { scheme: "dark" });
    await page.getByText("Thank you for calling. Goodbye.", { exact: true }).waitFor();
    await settle(page);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.evaluate(computeStylesAnew);
    assert.equal(await page.getByRole("navigation", { name: "Main" }).count(), 0);
    assert.equal(await page.getByRole("button").count(), 0);
    assert.ok(await page.getByText("Thank you for calling. Goodbye.", { exact: true }).isVisible());
    const words = page.getByRole("heading", { level: 1 });
    assert.equal(await words.evaluate((heading) => getComputedStyle(heading).colorScheme), "light only");
    const [red] = (await words.evaluate((heading) => getComputedStyle(heading).color)).match(/\d+/g);
    assert.ok(Number(red) < 80, "the words are dark");
    const left = await words.evaluate((heading) => heading.getBoundingClientRect().left);
    assert.ok(left < 20, "the rail leaves no gap");
    await context.close();
  });

  it("plays a recording: the transcript follows it, and a turn is heard from its beginning by keyboard", async () => {
    const { call_id } = bench.known.calls.find((call) => call.facts?.outcome === "booked");
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/sign-in");
    await withRecording(page, bench.system.url, call_id);
    await page.goto(`${bench.system.url}/calls/${call_id}`);
    const turns = page.getByRole("listitem").filter({ has: page.getByRole("button", { name: /^Listen 0:/ }) });
    const heard = page.locator("li[aria-current=true]");
    const player = page.getByRole("slider", { name: "Position" });
    await turns.first().waitFor();
    assert.equal(await heard.count(), 0);
    await page.evaluate(noteHeard);
    const noted = (...times) =>
      page.waitForFunction((all) => globalThis.heard.join(" ").includes(all), times.join(" "));

    await page.getByRole("button", { name: "Listen", exact: true }).press("Enter");
    await page.getByRole("button", { name: "Pause" }).waitFor();
    // It goes on by itself.
    await noted("0:00", "0:03");
    await turns.nth(4).getByRole("button", { name: "Listen 0:12" }).press("Enter");
    await noted("0:12");
    assert.ok(Number(await player.inputValue()) >= 12);
    assert.equal(await heard.count(), 1);
    await page.getByRole("button", { name: "Pause" }).press("Enter");
    await page.getByRole("button", { name: "Listen", exact: true }).waitFor();
    await player.press("Home");
    await heard.and(turns.nth(0)).waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

/** In the page: writes down when the turns begin that are heard, one after the other: each of them is heard for a moment only. */
function noteHeard() {
  globalThis.heard = [];
  const note = () => {
    const begin = /\d+:\d\d/.exec(
      document.querySelector("li[aria-current=true] button:not([hidden])")?.textContent,
    )?.[0];
    if (begin && begin !== globalThis.heard.at(-1)) globalThis.heard.push(begin);
  };
  new MutationObserver(note).observe(document.body, { subtree: true, attributeFilter: ["aria-current"] });
}

/** Much longer than its test. */
const SECONDS = 120;

/** A silent WAV, which every build of Chromium plays. */
function silence() {
  const rate = 8_000;
  const wav = Buffer.alloc(44 + SECONDS * rate, 128);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  for (const [place, value] of [1, 1].entries()) wav.writeUInt16LE(value, 20 + 2 * place);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate, 28);
  for (const [place, value] of [1, 8].entries()) wav.writeUInt16LE(value, 32 + 2 * place);
  wav.write("data", 36);
  wav.writeUInt32LE(wav.length - 44, 40);
  return wav;
}

/** Gives a call a recording, with a turn each three seconds: a scripted caller speaks all of them within one. */
async function withRecording(page, url, call) {
  const sound = silence();
  await page.route(`**/calls/${call}`, async (route) => {
    if (!route.request().url().includes("/admin/")) return route.fallback();
    const response = await route.fetch();
    const details = await response.json();
    const began = Date.parse(details.started_at);
    details.turns = details.turns.map((turn, place) => ({
      ...turn,
      at: new Date(began + place * 3_000).toISOString(),
    }));
    const recording_id = `RE${"0".repeat(32)}`;
    const started_at = new Date(began).toISOString();
    details.recordings = [{ recording_id, state: "ready", duration_seconds: SECONDS, started_at }];
    return route.fulfill({ response, json: details });
  });
  await page.route(`**/calls/${call}/recordings/**`, (route) =>
    route.fulfill({
      json: { url: `${url}/assets/sound.wav`, expires_at: new Date(Date.now() + 300_000).toISOString() },
    }),
  );
  await page.route("**/assets/sound.wav", (route) => {
    const first = Number(/bytes=(\d+)/.exec(route.request().headers().range ?? "")?.[1] ?? 0);
    const range = `bytes ${first}-${sound.length - 1}/${sound.length}`;
    const headers = { "accept-ranges": "bytes", "content-range": range };
    return route.fulfill({ status: 206, contentType: "audio/wav", headers, body: sound.subarray(first) });
  });
}
