// The keys that work on every screen, and their switch.

import assert from "node:assert/strict";
import { it } from "node:test";
import { becomes, openAs } from "../browser.mjs";
import { OPERATOR, OWNER, VIEWER } from "../screens.mjs";

const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));

export function keyboardTests(bench) {
  it("goes to a screen by g and a letter, and not while someone types", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/today");
    await page.getByRole("heading", { name: "Latest calls" }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await page.waitForURL("**/calls");
    await page.getByRole("searchbox").waitFor();
    await page.keyboard.press("/");
    assert.equal(await focused(page), await page.getByRole("searchbox").getAttribute("aria-label"));
    await page.keyboard.type("gt/");
    assert.equal(await page.getByRole("searchbox").inputValue(), "gt/");
    assert.equal(new URL(page.url()).pathname, "/calls");
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("finds a screen or calls in the palette, by keyboard alone", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/today");
    await page.getByRole("heading", { name: "Latest calls" }).waitFor();
    await page.keyboard.press("Control+k");
    const field = page.getByRole("combobox", { name: "Go to a screen, or search" });
    await field.waitFor();
    await page.keyboard.type("usa");
    await page.getByRole("option", { name: /Usage and cost/, selected: true }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/usage");
    await page.keyboard.press("/");
    await field.waitFor();
    await page.keyboard.type("furnace");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/calls\?q=furnace/);
    await page.keyboard.press("Control+k");
    await field.waitFor();
    const first = await field.getAttribute("aria-activedescendant");
    await page.keyboard.press("ArrowDown");
    await becomes(async () => (await field.getAttribute("aria-activedescendant")) === first, false);
    await page.keyboard.press("Escape");
    await field.waitFor({ state: "detached" });
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("finds parts of the agent and what is often done, as far as the person may", async () => {
    const owner = await openAs(bench.browser, bench.system, OWNER, "/today");
    await owner.page.getByRole("heading", { name: "Latest calls" }).waitFor();
    for (const [typed, name, address] of [
      ["scen", /^Scenarios/, /\/agent\/scenarios$/],
      ["holi", /^Hours and holidays/, /\/agent\/hours$/],
      ["invi", /^Invite someone/, /\/team\?invite=true$/],
    ]) {
      await owner.page.keyboard.press("Control+k");
      await owner.page.getByRole("combobox").first().waitFor();
      await owner.page.keyboard.type(typed);
      await owner.page.getByRole("option", { name, selected: true }).waitFor();
      await owner.page.keyboard.press("Enter");
      await owner.page.waitForURL(address);
      await owner.page.locator("h1").waitFor();
    }
    assert.deepEqual(owner.wrong, []);
    await owner.context.close();
    const viewer = await openAs(bench.browser, bench.system, VIEWER, "/agent/hours");
    await viewer.page.locator("h1").waitFor();
    await viewer.page.keyboard.press("Control+k");
    await viewer.page.getByRole("combobox", { name: "Go to a screen, or search" }).fill("holi");
    await viewer.page.getByRole("option", { name: /^Hours and holidays/ }).waitFor();
    await viewer.page.getByRole("combobox", { name: "Go to a screen, or search" }).fill("scen");
    await viewer.page.getByText("Nothing fits").waitFor();
    await viewer.context.close();
  });

  it("finds companies for an operator", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OPERATOR, "/platform");
    await page.getByRole("button", { name: /Go to or search/ }).click();
    await page.getByRole("combobox", { name: "Go to a screen, or search" }).waitFor();
    await page.keyboard.type("desert");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/companies\?search=desert/);
    await context.close();
  });

  it("can be switched off, for speech that types letters", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/calls");
    await page.locator("button[popovertarget]:visible").click();
    const keys = page.getByRole("switch", { name: "Keyboard shortcuts" });
    await keys.click();
    await page.keyboard.press("Escape");
    await keys.waitFor({ state: "hidden" });
    await page.getByRole("heading", { name: "Calls", level: 1 }).click();
    for (const key of ["g", "t", "/", "Control+k"]) await page.keyboard.press(key);
    assert.notEqual(await focused(page), await page.getByRole("searchbox").getAttribute("aria-label"));
    assert.equal(await page.getByRole("combobox", { name: "Go to a screen, or search" }).count(), 0);
    assert.equal(new URL(page.url()).pathname, "/calls");
    await page.locator("button[popovertarget]:visible").click();
    await keys.click();
    await page.keyboard.press("Escape");
    await keys.waitFor({ state: "hidden" });
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Go to a screen, or search" }).waitFor();
    await context.close();
  });
}
