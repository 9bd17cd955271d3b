// The list after the launch: what is ticked or left out, and how it ends.

import assert from "node:assert/strict";
import { it } from "node:test";
import { becomes, openAs } from "../browser.mjs";
import { OWNER } from "../screens.mjs";

/** Does something, and waits until the API has it: the screen shows it at once, and a page that is left forgets what is under way. */
async function saved(page, act) {
  const answered = page.waitForResponse(
    (response) => response.url().endsWith("/first-days") && response.request().method() !== "GET" && response.ok(),
  );
  await act();
  await answered;
}

export function firstDayTests(bench) {
  it("ends the list of the first days when each step is done or left out", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/today", { width: 390 });
    await page.getByRole("link", { name: "Open the list" }).click();
    const step = (name) => page.getByRole("listitem").filter({ hasText: name });
    // The calls before the tests and the people of the demonstration are seen.
    await step(/^Call \(/)
      .getByText("(done)")
      .waitFor();
    await step("Forward your line").locator("summary").click();
    await saved(page, () => step("Forward your line").getByLabel("I have done this").check());
    await page.getByText("4 of 5 done").waitFor();
    const second = await openAs(bench.browser, bench.system, OWNER, "/first-days");
    await second.page.getByText("4 of 5 done").waitFor();
    await page.goto(`${bench.system.url}/today`);
    await page.getByRole("link", { name: "Open the list" }).click();
    await step("Register for texts").locator("summary").click();
    await saved(page, () => step("Register for texts").getByRole("button", { name: "Not for us" }).click());
    await page.getByText("Everything is done.").waitFor();
    await page.getByText("1 step is left out").waitFor();
    await page.getByRole("link", { name: "To Today" }).click();
    await page.getByRole("heading", { name: "Latest calls" }).waitFor();
    await page.waitForLoadState("networkidle");
    await becomes(() => page.getByRole("link", { name: "Open the list" }).count(), 0);
    await page.goto(`${bench.system.url}/first-days`);
    await saved(page, () => page.getByRole("button", { name: "Show again" }).click());
    await page.getByText("4 of 5 done").waitFor();
    await page.goto(`${bench.system.url}/today`);
    await page.getByRole("link", { name: "Open the list" }).waitFor();
    assert.deepEqual(wrong, []);
    await context.close();

    const type = "urn:front-desk:problem:version-mismatch";
    const stale = { status: 412, contentType: "application/problem+json", body: JSON.stringify({ type, status: 412 }) };
    await second.page.route(/tenants\/[^/]+\/first-days$/, (route) => route.fulfill(stale), { times: 1 });
    const forward = second.page.getByRole("listitem").filter({ hasText: "Forward your line" });
    await forward.locator("summary").click();
    await forward.getByLabel("I have done this").click();
    await second.page.getByText("Someone saved first.").waitFor();
    assert.ok(await forward.getByLabel("I have done this").isChecked(), "as the company has it");
    await saved(second.page, () => forward.getByLabel("I have done this").uncheck());
    await second.page.getByText("Someone saved first.").waitFor({ state: "detached" });
    await second.page.getByText("3 of 5 done").waitFor();
    await second.context.close();
  });
}
