// Every screen: reached and used with the keys alone, with the API down, and without a network.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { becomes, openAs, settle } from "../browser.mjs";
import { OWNER, SCREENS } from "../screens.mjs";

/** The screens of the rail, what their main task begins with, and what it leads to. */
const TASKS = [
  { path: "/today", name: "Today", press: /All calls/, leadsTo: (page) => page.waitForURL("**/calls") },
  { path: "/calls", name: "Calls", press: /555-/, leadsTo: (page) => heading(page, "Transcript") },
  { path: "/inbox", name: "Inbox", press: /(Add a|Change the) note/, leadsTo: (page) => focusedIs(page, "Note") },
  { path: "/schedule", name: "Schedule", press: /^Book a visit$/, leadsTo: (page) => heading(page, "Book a visit") },
  { path: "/customers", name: "Customers", press: /Dana Smith/, leadsTo: (page) => heading(page, "Dana Smith") },
  {
    path: "/agent",
    name: "Agent",
    press: /Opening hours|^Hours/,
    leadsTo: (page) => page.waitForURL("**/agent/hours*"),
  },
  { path: "/analytics", name: "Analytics", press: /30 days/, leadsTo: (page) => page.waitForURL(/period=30-days/) },
  { path: "/usage", name: "Usage and cost", press: /This month/, leadsTo: (page) => page.waitForURL(/this-month/) },
  { path: "/numbers", name: "Numbers", press: /Check again/, leadsTo: (page) => heading(page, "Numbers") },
  { path: "/team", name: "Team", press: /Invite someone/, leadsTo: (page) => page.waitForURL(/invite=true/) },
  { path: "/keys", name: "API keys", press: /Create a key/, leadsTo: (page) => page.waitForURL(/create=true/) },
  { path: "/webhooks", name: "Webhooks", press: /Add a webhook/, leadsTo: (page) => page.waitForURL(/create=true/) },
  { path: "/notifications", name: "Notifications", press: /Text/, leadsTo: () => {} },
  { path: "/audit", name: "Audit log", press: /Area/, leadsTo: () => {} },
  { path: "/settings", name: "Settings", press: /Take out of service/, leadsTo: (page) => dialog(page) },
];

const heading = (page, name) => page.getByRole("heading", { name, exact: true }).first().waitFor();
const dialog = (page) => page.getByRole("dialog").waitFor();
const focusedIs = (page, label) => page.getByLabel(label, { exact: true }).and(page.locator(":focus")).waitFor();

/** Presses Tab until something with this name has the focus, as a person without a mouse does. */
async function tabTo(page, name) {
  const seen = [];
  for (let tabs = 0; tabs < 120; tabs += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element?.labels?.[0]?.textContent;
      return (element?.getAttribute("aria-label") ?? label ?? element?.textContent ?? "").trim();
    });
    if (name.test(focused)) return;
    seen.push(focused.slice(0, 40));
  }
  assert.fail(`no ${name} among ${[...new Set(seen)].join(" | ")}`);
}

/** Each path once, as a person who may see it: screens that show data, without a dialog before it. */
const PATHS = [
  ...new Map(
    SCREENS.filter(
      ({ as, path, before, fails, name }) =>
        as && path && !before && !fails && !/forbidden|^join|^more|-create$|set-up-company/.test(name),
    )
      .map((screen) => [`${screen.as} ${pathnameOf(screen.path)}`, screen])
      .reverse(),
  ).values(),
];

function pathnameOf(path) {
  return typeof path === "function" ? path.toString() : path.split("?")[0];
}

const DATA = /\/admin\/(?!me(\?|$))/;

export function everyScreenTests(bench) {
  describe("every screen with the keys alone", { concurrency: 2 }, () => {
    for (const { path, name, press, leadsTo } of TASKS) {
      it(`reaches ${path} and begins its main task`, async () => {
        const from = path === "/today" ? "/calls" : "/today";
        const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, from);
        await settle(page);
        await tabTo(page, new RegExp(`^${name}$`));
        await page.keyboard.press("Enter");
        await page.waitForURL((url) => url.pathname === path);
        await heading(page, name);
        await settle(page);
        await tabTo(page, press);
        await page.keyboard.press("Enter");
        await leadsTo(page);
        assert.deepEqual(wrong, []);
        await context.close();
      });
    }
  });

  describe("every screen without the API or a network", { concurrency: 3 }, () => {
    for (const { name, as, path } of PATHS) {
      it(`says so and recovers: ${name}`, async () => {
        const at = typeof path === "function" ? path(bench.known) : path;
        const { page, context } = await openAs(bench.browser, bench.system, as, "/sign-in");
        await page.route(DATA, (route) => route.fulfill({ status: 503, body: "" }));
        await page.goto(bench.system.url + at);
        await page.getByRole("alert").first().waitFor();
        assert.ok((await page.locator("h1").count()) > 0, "the screen keeps its frame");
        await page.unroute(DATA);
        const again = page.getByRole("button", { name: "Try again" });
        // A screen may also read again by itself: then the button goes before it is pressed.
        for (let tries = 0; tries < 10 && (await again.count()) > 0; tries += 1) {
          await again
            .first()
            .click({ timeout: 2_000 })
            .catch(() => {});
          await settle(page);
        }
        await settle(page);
        await becomes(() => page.getByRole("alert").allTextContents(), [], "nothing is wrong any more");
        await page.context().setOffline(true);
        await page
          .getByText(/^You are offline\./)
          .first()
          .waitFor();
        assert.ok(await page.locator("h1").first().isVisible(), "what was shown stays");
        await context.close();
      });
    }
  });
}
