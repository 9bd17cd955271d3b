// Takes the pictures of the guide for owners: `npm run pictures`, into docs/pictures.

import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openPage, startBrowser } from "./browser.mjs";
import { FOLDER, leadThrough, WORDS } from "./guide.mjs";
import { startSystem } from "./system.mjs";

await mkdir(FOLDER, { recursive: true });
const [system, browser] = await Promise.all([startSystem(), startBrowser()]);
try {
  const { page } = await openPage(browser, { width: 390 });
  const shown = {};
  await leadThrough(page, system, async (name, words) => {
    shown[name] = words;
    await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, FOLDER)) });
  });
  await writeFile(WORDS, `${JSON.stringify(shown, null, 2)}\n`);
} finally {
  await browser.close();
  await system.stop();
}
