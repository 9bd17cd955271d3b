// Hearing a voice say the greeting: by keyboard, one at a time, what fails, and what is not saved yet.

import assert from "node:assert/strict";
import { it } from "node:test";
import { hasFocus, openAs, soundsLast } from "../browser.mjs";
import { found, OWNER, VIEWER } from "../screens.mjs";
import { tokenOf } from "../system.mjs";

const SAMPLES = /\/voice-samples\//;
const hear = (page, voice) => page.getByRole("button", { name: `Hear ${voice}`, exact: true });
const stop = (page, voice) => page.getByRole("button", { name: `Stop ${voice}`, exact: true });
const says = (page, words) => page.getByRole("status").getByText(words).waitFor();

export function voiceSampleTests(bench) {
  const open = async (as, path) => {
    const opened = await openAs(bench.browser, bench.system, as, path);
    await opened.page.evaluate(soundsLast);
    return opened;
  };

  it("plays one voice at a time by keyboard, in the language that is chosen, and asks for each once", async () => {
    const { page, context, wrong } = await open(OWNER, "/agent/voice");
    const asked = [];
    page.on("request", (request) => SAMPLES.test(request.url()) && asked.push(request.url().split("/").at(-1)));
    // The tests of the agent left some voice.
    const chosen = page.locator("input[name=voice]:checked");
    await chosen.waitFor();
    const before = await chosen.getAttribute("value");
    await hear(page, "Nova").focus();
    await page.keyboard.press("Enter");
    await says(page, "This is Nova, as callers hear it.");
    await hasFocus(stop(page, "Nova"));
    await hear(page, "Fable").press("Space");
    await says(page, "This is Fable, as callers hear it.");
    await hear(page, "Nova").press("Enter");
    await says(page, "This is Nova, as callers hear it.");
    await stop(page, "Nova").press("Enter");
    await hear(page, "Nova").waitFor();
    assert.equal(await chosen.getAttribute("value"), before, "hearing chooses nothing");
    await page.getByRole("radio", { name: "Spanish" }).check();
    await hear(page, "Nova").click();
    await says(page, "This is Nova, as callers hear it.");
    const queries = ["nova?version=draft&language=english", "fable?version=draft&language=english"];
    assert.deepEqual(asked, [...queries, "nova?version=draft&language=spanish"]);
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("says that there is neither a sample nor a voice of the browser", async () => {
    const { page, context } = await open(OWNER, "/agent/voice");
    await page.evaluate(() => Object.defineProperty(globalThis, "speechSynthesis", { value: undefined }));
    await hear(page, "Echo").click();
    await says(page, "There is no sample of Echo here, and your browser has no voice.");
    await context.close();
  });

  it("shows why a sample failed, and tries again", async () => {
    const { page, context } = await open(OWNER, "/agent/voice");
    let fails = true;
    await page.route(SAMPLES, (route) => (fails ? route.fulfill({ status: 503, body: "{}" }) : route.fallback()));
    await hear(page, "Sage").click();
    await page.getByRole("alert").waitFor();
    fails = false;
    await page.getByRole("button", { name: "Hear Sage again" }).click();
    await says(page, "This is Sage, as callers hear it.");
    await context.close();
  });

  it("saves a new greeting in the set-up before a voice says it", async () => {
    const email = "vera@voices.example";
    await found(bench.system, email, "Voices Air");
    const { page, context, wrong } = await open(email, "/set-up/voice");
    await page.getByLabel("Greeting").fill("You reached Voices Air.");
    await hear(page, "Marin").click();
    await says(page, "This is Marin, as callers hear it.");
    const headers = { authorization: `Bearer ${await tokenOf(bench.system, email)}` };
    const draft = await fetch(`${bench.system.url}/admin/tenants/me/configuration/versions/draft`, { headers });
    assert.equal((await draft.json()).configuration.greeting, "You reached Voices Air.");
    await stop(page, "Marin").click();
    // An empty greeting is refused.
    await page.getByLabel("Greeting").fill("");
    await hear(page, "Marin").click();
    await page.getByText("Your greeting could not be saved, so it cannot be heard.").waitFor();
    assert.deepEqual(
      wrong.filter((each) => !each.includes("422")),
      [],
    );
    await context.close();
  });

  it("offers no samples to those who may not test the agent", async () => {
    const { page, context } = await open(VIEWER, "/agent/voice");
    await page.getByRole("radio", { name: "Nova" }).waitFor();
    assert.equal(await page.getByRole("button", { name: /^Hear / }).count(), 0);
    await context.close();
  });
}
