// The network ends, the API is down or overloaded, a new build replaces the open one.

import assert from "node:assert/strict";
import { it } from "node:test";
import { openAs } from "../browser.mjs";
import { OWNER } from "../screens.mjs";

const LIST = /\/admin\/tenants\/me\/calls(\?|$)/;
/** The latest calls, without the look for those who call again and again. */
const LATEST = /\/admin\/tenants\/me\/calls(\?(?!.*outcome=spam)|$)/;

export function failureTests(bench) {
  it("keeps what it shows without a network, and says that it may be old", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/calls");
    await page.locator("main a[href*='/calls/']").first().waitFor();
    await context.setOffline(true);
    await page.getByText("You are offline.", { exact: true }).waitFor();
    assert.ok((await page.locator("main a[href*='/calls/']").count()) > 0);
    await context.setOffline(false);
    await page.getByText("You are offline.", { exact: true }).waitFor({ state: "detached" });
    await context.close();
  });

  it("shows in its place that a screen cannot be loaded without a network, and shows it once there is one", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/today");
    await page.getByRole("heading", { name: "Latest calls" }).waitFor();
    const menu = page.getByRole("navigation", { name: "Main" });
    const files = /\/assets\/.*\.js/;
    for (const name of ["Schedule", "Team", "Agent"]) {
      await page.route(files, (route) => route.abort());
      await context.setOffline(true);
      await menu.getByRole("link", { name, exact: true }).click();
      await page.getByRole("alert").getByText("You are offline", { exact: true }).waitFor();
      assert.ok(await menu.isVisible(), "the menu stays");
      assert.equal(await page.locator("main").count(), 1);
      await page.unroute(files);
      await context.setOffline(false);
      await page.getByRole("heading", { name, level: 1, exact: true }).waitFor();
      await page.waitForLoadState("networkidle");
      await page.getByText("You are offline", { exact: true }).waitFor({ state: "detached" });
    }
    await context.close();
  });

  it("offers a retry when the API is down, and the retry works", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/sign-in");
    await page.route(LIST, (route) => route.fulfill({ status: 503, body: "" }));
    await page.goto(`${bench.system.url}/calls`);
    await page.getByText("This did not load").waitFor();
    await page.unroute(LIST);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator("main a[href*='/calls/']").first().waitFor();
    await context.close();
  });

  it("waits as long as a limit asks, then tries again by itself", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/sign-in");
    let refused = 0;
    await page.route(LATEST, (route) => {
      refused += 1;
      return refused > 1
        ? route.continue()
        : route.fulfill({
            status: 429,
            headers: { "retry-after": "5" },
            contentType: "application/problem+json",
            body: "{}",
          });
    });
    await page.goto(`${bench.system.url}/calls`);
    await page.getByText("Too many requests").waitFor();
    await page.locator("main a[href*='/calls/']").first().waitFor();
    await context.close();
  });

  it("loads anew, once, when a file of the open build is gone", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/");
    await page.getByRole("heading", { name: "Latest calls" }).waitFor();
    let loads = 0;
    page.on("load", () => {
      loads += 1;
    });
    await page.route(/\/assets\/calls-.*\.js/, (route) => route.fulfill({ status: 404, body: "" }), { times: 1 });
    // A pointer would ask for the file before it presses.
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Calls" }).dispatchEvent("click");
    await page.getByRole("heading", { name: "Calls", level: 1 }).waitFor();
    await page.locator("main a[href*='/calls/']").first().waitFor();
    assert.equal(loads, 1);
    await context.close();
  });
}
