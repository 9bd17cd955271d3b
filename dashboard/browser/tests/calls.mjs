// Calls that are rung by the telephone of `local`: seen, searched, read.

import assert from "node:assert/strict";
import { it } from "node:test";
import { computeStylesAnew, openAs } from "../browser.mjs";
import { OWNER } from "../screens.mjs";

export function callTests(bench) {
  it("shows a call that is rung while the list is open, within 15 seconds", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/calls");
    const calls = page.locator("main a[href*='/calls/']");
    await calls.first().waitFor();
    const before = await calls.count();
    await bench.system.ring("smell");
    await page.waitForFunction((count) => document.querySelectorAll("main a[href*='/calls/']").length > count, before, {
      timeout: 17_000,
    });
    await context.close();
  });

  it("finds what a caller said, keeps the search in the address, and opens the call", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/calls");
    await page.locator("h1").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("furnace stopped");
    await page.keyboard.press("Enter");
    await page.locator("mark").first().waitFor();
    assert.match(page.url(), /\?q=furnace/);
    await page.locator("main a[href*='/calls/']").first().click();
    await page.getByRole("heading", { name: "Transcript" }).waitFor();
    await page.locator("ol").getByText("Hi, my furnace stopped working last night", { exact: false }).first().waitFor();
    await page.getByText("Booking a visit").first().click();
    await page.getByText("Dana Smith").first().waitFor();
    await page.goBack();
    await page.locator("mark").first().waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("filters by outcome and by day, and clears the filters", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/calls");
    await page.getByText("Filters", { exact: true }).click();
    await page.getByLabel("Outcome").selectOption("booked");
    await page.waitForURL(/outcome=booked/);
    await page.locator("main a[href*='/calls/']").first().waitFor();
    assert.equal(await page.getByText("Emergency", { exact: true }).locator("visible=true").count(), 0);
    await page.getByLabel("To", { exact: true }).fill("2026-01-01");
    await page.getByText("No call fits").waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.waitForURL((url) => url.search === "");
    await context.close();
  });

  it("shows the danger of an emergency and what triage found", async () => {
    const call = bench.known.calls.find((each) => each.emergencies > 0);
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, `/calls/${call.call_id}`);
    await page.getByText("Danger: gas leak").first().waitFor();
    await page.getByText("Emergency: gas leak").waitFor();
    await context.close();
  });

  it("speaks Spanish to a browser that does", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/calls", { locale: "es-US" });
    await page.getByRole("heading", { name: "Llamadas" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "es");
    await context.close();
  });

  it("prints a call whole: black on white, with its words, without what is pressed", async () => {
    const { call_id } = bench.known.calls.find((call) => call.facts?.outcome === "booked");
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, `/calls/${call_id}`, { scheme: "dark" });
    await page.getByText("Thank you for calling. Goodbye.", { exact: true }).waitFor();
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.evaluate(computeStylesAnew);
    assert.equal(await page.getByRole("navigation", { name: "Main" }).count(), 0);
    assert.equal(await page.getByRole("button").count(), 0);
    assert.ok(await page.getByText("Thank you for calling. Goodbye.", { exact: true }).isVisible());
    const words = page.getByRole("heading", { level: 1 });
    assert.equal(await words.evaluate((heading) => getComputedStyle(heading).colorScheme), "light only");
    const [red] = (await words.evaluate((heading) => getComputedStyle(heading).color)).match(/\d+/g);
    assert.ok(Number(red) < 80, "the words are dark");
    const left = await words.evaluate((heading) => heading.getBoundingClientRect().left);
    assert.ok(left < 20, "the rail leaves no gap");
    await context.close();
  });
}
