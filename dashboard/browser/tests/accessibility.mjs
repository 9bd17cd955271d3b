// Every screen and state by the rules of WCAG 2.2 AA, in light and dark, on a telephone and on a wide screen.

import assert from "node:assert/strict";
import { it } from "node:test";
import { assertAccessible, computeStylesAnew, openAs, openPage, settle, VIEWS } from "../browser.mjs";
import { SCREENS } from "../screens.mjs";

export function accessibilityTests(bench) {
  for (const screen of SCREENS) {
    it(`is accessible: ${screen.name}`, async () => {
      const path = typeof screen.path === "function" ? screen.path(bench.known) : screen.path;
      for (const width of new Set(VIEWS.map((view) => view.width))) {
        const { page, context, wrong } = screen.as
          ? await openAs(bench.browser, bench.system, screen.as, path, { width })
          : await openPage(bench.browser, { width });
        if (!screen.as) await page.goto(bench.system.url + path);
        await screen.before?.(page);
        await settle(page);
        for (const colorScheme of new Set(VIEWS.map((view) => view.scheme))) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          await page.evaluate(computeStylesAnew);
          await assertAccessible(page, `${screen.name} at ${width} px, ${colorScheme}`);
        }
        if (!screen.fails) assert.deepEqual(wrong, [], screen.name);
        await context.close();
      }
    });
  }
}
