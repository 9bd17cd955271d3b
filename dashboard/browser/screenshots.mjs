// Takes pictures of the screens, in light and dark and at two widths, into the folder of the first argument:
// `npm run screenshots -- /tmp/pictures [part of a name] [es]`. A state that cannot be reached in Spanish is named, and left out.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openAs, openPage, settle, startBrowser, VIEWS } from "./browser.mjs";
import { prepare, SCREENS } from "./screens.mjs";
import { startSystem } from "./system.mjs";
import { searchIn } from "./translated.mjs";

const [folder = "screenshots", part = "", language = "en"] = process.argv.slice(2);
const locale = `${language}-US`;
await mkdir(folder, { recursive: true });
const system = await startSystem();
const browser = await startBrowser();
try {
  const known = await prepare(system);
  if (language !== "en") await searchIn(language, browser);
  for (const screen of SCREENS.filter(({ name }) => name.includes(part))) {
    for (const view of VIEWS) {
      const path = typeof screen.path === "function" ? screen.path(known) : screen.path;
      const options = { ...view, locale };
      const opened = screen.as
        ? await openAs(browser, system, screen.as, path, options)
        : await openPage(browser, options);
      const { page, context } = opened;
      if (!screen.as) await page.goto(system.url + path);
      try {
        await screen.before?.(page);
        await settle(page);
        const file = `${screen.name}-${view.width}-${view.scheme}.png`;
        await page.screenshot({ path: join(folder, file), fullPage: true });
      } catch (error) {
        if (language === "en") throw error;
        console.warn(`${screen.name} at ${view.width} px: ${error.message.split("\n")[0]}`);
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await system.stop();
}
