// What an owner does in a hurry on a telephone, from Today: each task in so few taps and keystrokes that a minute is enough.

import assert from "node:assert/strict";
import { it } from "node:test";
import { openAs, soundsLast } from "../browser.mjs";
import { TESTED } from "../screen.mjs";
import { OWNER, ringUntilListed } from "../screens.mjs";
import { tokenOf } from "../system.mjs";

/** Counts what a thumb does. A tap and a keystroke count the same. */
class Thumb {
  acts = 0;

  constructor(page) {
    this.page = page;
  }

  async tap(locator, options) {
    await locator.tap(options);
    this.acts += 1;
  }

  async tab(name) {
    await this.tap(this.page.getByRole("link", { name, exact: true }));
  }

  async type(words) {
    await this.page.keyboard.type(words);
    this.acts += words.length;
  }

  async press(key) {
    await this.page.keyboard.press(key);
    this.acts += 1;
  }
}

/** Voices, which a browser without a screen has not. It writes down what it is asked to speak. */
function giveVoices() {
  const spoken = [];
  const synthesis = new EventTarget();
  const speak = ({ text }) => spoken.push(text);
  Object.assign(synthesis, { spoken, speak, cancel() {}, getVoices: () => [{ name: "Test", lang: "en-US" }] });
  Object.defineProperty(globalThis, "speechSynthesis", { value: synthesis });
}

export function ownerTaskTests(bench) {
  const begin = async (test, most, task, prepare) => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/sign-in", { width: 390 });
    await prepare?.(page);
    await page.goto(`${bench.system.url}/today`);
    await page.getByRole("heading", { name: "Latest calls" }).waitFor();
    const thumb = new Thumb(page);
    await task(page, thumb);
    test.diagnostic(`${thumb.acts} taps and keystrokes`);
    assert.ok(thumb.acts <= most, `${thumb.acts} taps and keystrokes, at most ${most}`);
    // A caller who is no customer is answered with 404.
    assert.deepEqual(
      wrong.filter((each) => !each.includes("404")),
      [],
    );
    await context.close();
  };
  const published = async () => {
    const headers = { authorization: `Bearer ${await tokenOf(bench.system, OWNER)}` };
    const path = "/admin/tenants/me/configuration/versions/published";
    return (await (await fetch(bench.system.url + path, { headers })).json()).configuration;
  };

  it("an owner changes Thanksgiving's hours in 13 taps and keystrokes", (test) =>
    begin(test, 13, async (page, thumb) => {
      await thumb.tab("Agent");
      await thumb.tap(page.getByRole("link", { name: "Hours and holidays" }));
      const row = page.getByRole("listitem").filter({ has: page.getByRole("button", { name: /^Thanksgiving/ }) });
      await thumb.tap(row.getByRole("button", { name: /^Thanksgiving/ }));
      await thumb.tap(row.getByRole("radio", { name: "Special hours" }));
      // The left of the field is its hour.
      await thumb.tap(row.getByLabel("Closes", { exact: true }), { position: { x: 16, y: 20 } });
      await thumb.type("0130p");
      await thumb.tap(page.getByRole("button", { name: "Save", exact: true }));
      await thumb.tap(page.getByRole("button", { name: "Review and publish" }));
      await thumb.tap(page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }));
      await page.getByText("Published. New calls use it.").waitFor(TESTED);
      const { closures } = (await published()).hours;
      const thanksgiving = closures.find(({ name, hours }) => name === "Thanksgiving" && hours.length > 0);
      assert.equal(thanksgiving.hours[0].closes, "13:30");
    }));

  it("an owner finds what the caller with the dog said in 7 taps and keystrokes", async (test) => {
    await ringUntilListed(bench.system, new URL("../dog.call", import.meta.url).pathname);
    await begin(test, 7, async (page, thumb) => {
      await thumb.tab("Calls");
      const search = page.getByRole("searchbox");
      await thumb.tap(search);
      await thumb.type("dog");
      await thumb.press("Enter");
      await page.locator("mark").getByText("dog").first().waitFor();
      await thumb.tap(page.locator("main a[href*='/calls/']").first());
      await page.getByRole("heading", { name: "Transcript" }).waitFor();
      await page
        .locator("ol")
        .getByText(/my big dog is in the yard/)
        .first()
        .waitFor();
    });
  });

  it("an owner stops a caller in 3 taps", (test) =>
    begin(test, 3, async (page, thumb) => {
      await thumb.tap(page.getByRole("link", { name: /555-/ }).first());
      await thumb.tap(page.getByRole("link", { name: "Block this caller" }));
      await thumb.tap(page.getByRole("dialog").getByRole("button", { name: "Block the calls" }));
      await page.getByText("Calls are blocked", { exact: true }).first().waitFor();
      await page.getByRole("button", { name: "Stop blocking" }).click();
      await page.getByRole("button", { name: "Block the calls" }).waitFor();
    }));

  it("an owner sees what last week cost in 3 taps", (test) =>
    begin(test, 3, async (page, thumb) => {
      await thumb.tab("More");
      await thumb.tap(page.getByRole("link", { name: "Usage and cost" }));
      const lastWeek = page.getByRole("link", { name: /^Last week/ });
      await lastWeek.getByText(/^\$\d+\.\d\d$/).waitFor();
      await thumb.tap(lastWeek);
      await page.waitForURL(/period=last-week/);
      await page.getByRole("table", { name: "Cost by part" }).waitFor();
    }));

  it("an owner hears a voice say the greeting in 3 taps, and stops it", (test) =>
    begin(
      test,
      4,
      async (page, thumb) => {
        await thumb.tab("Agent");
        await thumb.tap(page.getByRole("link", { name: /^Voice/ }));
        await thumb.tap(page.getByRole("button", { name: "Hear Nova" }));
        await page.getByRole("status").getByText("This is Nova, as callers hear it.").waitFor();
        assert.deepEqual(await page.evaluate(() => speechSynthesis.spoken), []);
        await thumb.tap(page.getByRole("button", { name: "Stop Nova" }));
        await page.getByRole("button", { name: "Hear Nova" }).waitFor();
      },
      async (page) => {
        await page.addInitScript(giveVoices);
        await page.addInitScript(soundsLast);
      },
    ));

  // Without a sample of a voice, the browser's own voice speaks the greeting, and the screen says that it is not the voice's.
  it("an owner hears the greeting in the browser's voice where there is no sample", (test) =>
    begin(
      test,
      3,
      async (page, thumb) => {
        await thumb.tab("Agent");
        await thumb.tap(page.getByRole("link", { name: /^Voice/ }));
        await thumb.tap(page.getByRole("button", { name: "Hear Echo" }));
        await page
          .getByRole("status")
          .getByText(/^There is no sample of Echo here. This is your browser.s voice/)
          .waitFor();
        const { greeting } = await published();
        assert.deepEqual(await page.evaluate(() => speechSynthesis.spoken), [greeting]);
      },
      (page) => page.addInitScript(giveVoices),
    ));
}
