// Records the walk-throughs as videos, with their captions: `npm run walkthroughs [-- part of a name]`, into src/walkthroughs/videos.
// A test plays the same steps, and fails for a video that was recorded from other ones.

import { readFileSync, writeFileSync } from "node:fs";
import { startBrowser } from "./browser.mjs";
import { startSystem } from "./system.mjs";
import { LANGUAGES, WALKTHROUGHS } from "./walkthroughs/all.mjs";
import { captionsOf, timesOf } from "./walkthroughs/captions.mjs";
import { encode } from "./walkthroughs/encode.mjs";
import { play } from "./walkthroughs/play.mjs";
import { recordOf, VIDEOS } from "./walkthroughs/recorded.mjs";

const [part = ""] = process.argv.slice(2);
const list = new URL("recorded.json", VIDEOS);
const recorded = JSON.parse(readFileSync(list, "utf8"));
for (const walkthrough of WALKTHROUGHS.filter(({ name }) => name.includes(part))) {
  const { name, size } = walkthrough;
  const [system, browser] = await Promise.all([startSystem(), startBrowser()]);
  try {
    const times = timesOf(walkthrough);
    const pictures = [];
    const show = async (page, _, box) => {
      await page.mouse.move(0, 0);
      const png = await page.screenshot({ animations: "disabled", caret: "hide" });
      pictures.push({ png, box, ...times[pictures.length] });
    };
    await play(walkthrough, { system, browser, show });
    const video = await encode(browser, pictures, size);
    writeFileSync(new URL(`${name}.webm`, VIDEOS), video);
    for (const language of LANGUAGES) {
      writeFileSync(new URL(`${name}.${language}.vtt`, VIDEOS), captionsOf(walkthrough, language));
    }
    recorded[name] = recordOf(walkthrough, video);
    writeFileSync(list, `${JSON.stringify(recorded, null, 2)}\n`);
    if (process.env.PICTURES) {
      for (const [place, { png }] of pictures.entries())
        writeFileSync(`${process.env.PICTURES}/${name}-${place}.png`, png);
    }
    console.log(`${name}: ${pictures.length} steps, ${times.at(-1).end} s, ${video.length} bytes`);
  } finally {
    await browser.close();
    await system.stop();
  }
}
