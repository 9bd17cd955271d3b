// What the calls before the tests amount to: analytics, cost, the file for a spreadsheet.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { it } from "node:test";
import { openAs } from "../browser.mjs";
import { OWNER, VIEWER } from "../screens.mjs";
import { tokenOf } from "../system.mjs";

const dollars = (microUsd) => `$${(microUsd / 1_000_000).toFixed(2)}`;

export function figureTests(bench) {
  const figuresOf = async (query = "") => {
    const headers = { authorization: `Bearer ${await tokenOf(bench.system, OWNER)}` };
    const answer = await fetch(`${bench.system.url}/admin/tenants/me/analytics${query}`, { headers });
    return answer.json();
  };

  it("answers on a telephone what this week and last week cost, in two taps", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/today", { width: 390 });
    await page.getByRole("link", { name: "More" }).click();
    await page.getByRole("link", { name: "Usage and cost" }).click();
    const { period } = await figuresOf();
    const tile = page.getByRole("link", { name: /This week so far/ });
    await tile.getByText(dollars(period.figures.cost.micro_usd), { exact: true }).waitFor();
    await page
      .getByRole("link", { name: /Last week/ })
      .getByText("$0.00")
      .waitFor();
    await page.getByRole("link", { name: /Last month/ }).click();
    await page.waitForURL(/period=last-month/);
    assert.equal(await page.getByRole("link", { name: /Last month/ }).getAttribute("aria-current"), "page");
    assert.equal(await tile.getAttribute("aria-current"), null);
    await page.getByRole("heading", { name: "Budget for the model" }).waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("shows the outcomes of the calls, and leads from one to its calls", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/analytics");
    const { period } = await figuresOf();
    const row = page.getByRole("row").filter({ hasText: "Booked" }).first();
    await row.getByText(new RegExp(`^${period.figures.outcomes.booked} ·`)).waitFor();
    await row.getByRole("link").click();
    await page.waitForURL(/\/calls\?outcome=booked/);
    await page.locator("main a[href*='/calls/']").first().waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("keeps the chosen days in the address, and compares them with as many before", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/analytics");
    await page.getByRole("link", { name: "30 days" }).click();
    await page.waitForURL(/period=30-days/);
    await page.getByText("Other days").click();
    await page.getByLabel("From").fill("2026-01-05");
    await page.getByLabel("To", { exact: true }).fill("2026-01-04");
    await page.getByRole("button", { name: "Show" }).click();
    await page.waitForURL(/from=2026-01-04&to=2026-01-05/);
    await page.getByText("No calls on these days").waitFor();
    await page.reload();
    await page.getByText("Sun, Jan 4 – Mon, Jan 5").waitFor();
    await context.close();
  });

  it("saves the days as a file for a spreadsheet", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/usage");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download CSV" }).click();
    const content = await readFile(await (await download).path(), "utf8");
    assert.match(content, /^day,calls,[^\n]*\n\d{4}-\d\d-\d\d,[1-9]/);
    await context.close();
  });

  it("says what is wrong when figures may not be seen", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, VIEWER, "/analytics");
    await page.getByText("You may not see this").first().waitFor();
    await context.close();
  });
}
