// The recorded walk-throughs: their steps still work, their videos show these steps, and the player opens, plays and is left.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { hasFocus, openAs } from "../browser.mjs";
import { FOUNDER } from "../screens.mjs";
import { startSystem } from "../system.mjs";
import { LANGUAGES, WALKTHROUGHS } from "../walkthroughs/all.mjs";
import { captionsOf, timesOf } from "../walkthroughs/captions.mjs";
import { play } from "../walkthroughs/play.mjs";
import { recordOf, VIDEOS } from "../walkthroughs/recorded.mjs";

const LARGEST = 700_000;
const read = (name) => readFileSync(new URL(name, VIDEOS));

export function walkthroughTests(bench) {
  for (const walkthrough of WALKTHROUGHS) {
    const { name } = walkthrough;
    it(`plays the steps of the walk-through ${name}`, async () => {
      const system = await startSystem();
      try {
        assert.deepEqual(await play(walkthrough, { system, browser: bench.browser }), []);
      } finally {
        await system.stop();
      }
    });

    it(`has a current video and captions of the walk-through ${name}`, () => {
      const hint = "run `npm run walkthroughs` and `npm run build` in dashboard, and commit what changed";
      const video = read(`${name}.webm`);
      assert.deepEqual(JSON.parse(read("recorded.json"))[name], recordOf(walkthrough, video), hint);
      assert.ok(video.length <= LARGEST, `${video.length} bytes`);
      for (const language of LANGUAGES) {
        assert.equal(read(`${name}.${language}.vtt`).toString(), captionsOf(walkthrough, language), hint);
      }
    });
  }

  describe("player of a walk-through", () => {
    const open = async (options) => {
      const opened = await openAs(bench.browser, bench.system, FOUNDER, "/set-up/telephone", options);
      await opened.page.getByRole("button", { name: /Twilio\?/ }).press("Enter");
      const video = opened.page.locator("video");
      await opened.page.waitForFunction(() => document.querySelector("video")?.readyState >= 2);
      return { ...opened, video };
    };
    const twilio = WALKTHROUGHS.find(({ name }) => name === "twilio");
    const times = timesOf(twilio);

    it("shows the video with captions, goes to a line that is pressed, and gives the focus back", async () => {
      const { page, context, wrong, video } = await open({ width: 390 });
      const dialog = page.getByRole("dialog", { name: "How to get Twilio" });
      const lines = dialog.getByRole("list", { name: "What the video shows" }).getByRole("button");
      await lines.first().waitFor();
      assert.deepEqual(
        await lines.allTextContents(),
        twilio.steps.map(({ says }) => says.en),
      );
      const { paused, duration, shown } = await video.evaluate(({ paused, duration, textTracks }) => ({
        paused,
        duration,
        shown: [...textTracks].filter(({ mode }) => mode === "showing").map(({ language }) => language),
      }));
      assert.ok(paused, "nothing moves for those who asked for less motion");
      assert.ok(Math.abs(duration - times.at(-1).end) < 0.1, `${duration} s`);
      assert.deepEqual(shown, ["en"]);
      await lines.nth(8).press("Enter");
      await lines.and(page.locator("[aria-current=step]")).and(lines.nth(8)).waitFor();
      await page.waitForFunction(() => !document.querySelector("video").seeking);
      assert.equal(await video.evaluate((element) => element.currentTime), times[8].begin);
      await video.evaluate((element) => element.play());
      await page.waitForFunction((begin) => document.querySelector("video").currentTime > begin, times[8].begin);
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      await hasFocus(page.getByRole("button", { name: /Twilio\?/ }));
      assert.deepEqual(wrong, []);
      await context.close();
    });

    it("has Spanish captions for a browser that speaks Spanish", async () => {
      const { page, context, video } = await open({ locale: "es-US" });
      await page.getByRole("button", { name: twilio.steps[0].says.es }).waitFor();
      const language = await video.evaluate(
        ({ textTracks }) => [...textTracks].find(({ mode }) => mode === "showing").language,
      );
      assert.equal(language, "es");
      await context.close();
    });

    it("says so when the video does not play, and still has its words", async () => {
      const { page, context } = await openAs(bench.browser, bench.system, FOUNDER, "/set-up/telephone");
      await page.route(/\.webm$/, (route) => route.fulfill({ status: 404, body: "" }));
      await page.getByRole("button", { name: /Twilio\?/ }).click();
      await page.getByText("The video does not play here.").waitFor();
      await page.getByRole("button", { name: twilio.steps[0].says.en }).waitFor();
      await context.close();
    });
  });
}
