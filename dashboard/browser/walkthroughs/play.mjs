// Plays a walk-through in the browser: for its video, and as a test that its steps still work.

import { openPage, settle, signIn } from "../browser.mjs";
import { found, prepare } from "../screens.mjs";

/**
 * Does every step. `show` gets the page, the step and the box of what the step points at, after each one. Returns what the browser
 * reported as wrong.
 */
export async function play(walkthrough, { system, browser, show = () => {} }) {
  const { size, as, path, calls, company, steps } = walkthrough;
  if (company) await found(system, as, company);
  const known = calls ? await prepare(system, calls) : undefined;
  const facts = { ...system.manifest.spare_twilio_account, day: known?.visits[0].slot.id.slice(0, 10) };
  const { page, context, wrong } = await openPage(browser, size);
  if (as) await signIn(page, system, as, path);
  else await page.goto(system.url + path);
  for (const step of steps) {
    await step.does?.(page, facts, system);
    await settle(page);
    await show(page, step, await pointedAt(page, step));
  }
  await context.close();
  return wrong;
}

/** Brings what a step points at into sight, and returns its box in the window. */
async function pointedAt(page, { at }) {
  const target = at(page).first();
  await target.waitFor();
  await target.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    const isClose = bottom > innerHeight - 90 || top < 16;
    const isBar = getComputedStyle(element.closest("footer") ?? element).position === "sticky";
    // A picture that stays where it is is calmer, and costs nothing in the video.
    if (isClose && !isBar) element.scrollIntoView({ block: "center" });
  });
  return target.boundingBox();
}
