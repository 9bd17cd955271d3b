// Every screen and state by the rules of WCAG 2.2 AA, in light and dark, on a telephone and on a wide screen.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertAccessible, computeStylesAnew, openAs, openPage, settle, VIEWS } from "../browser.mjs";
import { SCREENS } from "../screens.mjs";

const WIDTHS = [...new Set(VIEWS.map((view) => view.width))];
const SCHEMES = [...new Set(VIEWS.map((view) => view.scheme))];

async function look(bench, screen, width) {
  const path = typeof screen.path === "function" ? screen.path(bench.known) : screen.path;
  const { page, context, wrong } = screen.as
    ? await openAs(bench.browser, bench.system, screen.as, path, { width })
    : await openPage(bench.browser, { width });
  if (!screen.as) await page.goto(bench.system.url + path);
  await screen.before?.(page);
  await settle(page);
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(computeStylesAnew);
    await assertAccessible(page, `${screen.name} at ${width} px, ${colorScheme}`);
  }
  if (!screen.fails) assert.deepEqual(wrong, [], screen.name);
  await context.close();
}

export function accessibilityTests(bench) {
  const test = (screen, run) => it(`is accessible: ${screen.name}`, () => run(screen));
  // A screen waits for the network most of its time.
  describe("accessibility", { concurrency: 2 }, () => {
    for (const screen of SCREENS.filter(({ changes }) => !changes)) {
      test(screen, () => Promise.all(WIDTHS.map((width) => look(bench, screen, width))));
    }
  });
  describe("accessibility after a change", () => {
    for (const screen of SCREENS.filter(({ changes }) => changes)) {
      test(screen, async () => {
        for (const width of WIDTHS) await look(bench, screen, width);
      });
    }
  });
}
