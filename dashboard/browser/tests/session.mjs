// Sign-in, sign-out, renewal, and what each role sees.

import assert from "node:assert/strict";
import { it } from "node:test";
import { hearNothing, openAs, openPage, settle, signIn } from "../browser.mjs";
import { OPERATOR, OWNER, VIEWER } from "../screens.mjs";

/** What the session keeps, in the page. */
function stored() {
  const key = Object.keys(localStorage).find((name) => name.startsWith("oidc.user:"));
  return key ? { key, ...JSON.parse(localStorage.getItem(key)) } : null;
}

/** The keys of what was typed and not sent, in the page. */
function typed() {
  const keys = [sessionStorage, localStorage].flatMap((storage) => Object.keys(storage));
  return keys.filter((key) => /^(unsent|kept):/.test(key));
}

/** In the page: changes what the session keeps. */
function changeStored(change) {
  const key = Object.keys(localStorage).find((name) => name.startsWith("oidc.user:"));
  localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), ...change }));
}

/** Changes what the session keeps while a page is open that asks for nothing by itself. */
async function change(page, stored) {
  await settle(page);
  await hearNothing(page);
  await page.evaluate(changeStored, stored);
}

export function sessionTests(bench) {
  it("signs in with one click, and returns to the screen that was asked for", async () => {
    const { page, context, wrong } = await openPage(bench.browser);
    await signIn(page, bench.system, OWNER, "/calls?outcome=booked");
    assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, "/calls?outcome=booked");
    await page.getByText("Acme Heating & Air", { exact: true }).waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("says that a sign-in did not finish, and that there is no network to begin one", async () => {
    const { page, context } = await openPage(bench.browser);
    await page.goto(`${bench.system.url}/callback?error=access_denied&state=unknown`);
    await page.getByText("The sign-in did not finish. Try again.").waitFor();
    await page.route("**/openid-configuration", (route) => route.abort());
    await context.setOffline(true);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("You are offline.", { exact: true }).waitFor();
    await page.unroute("**/openid-configuration");
    await context.setOffline(false);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL(/\/dev\//);
    await context.close();
  });

  it("signs out in every tab, and the refresh token is worthless", async () => {
    const { page, context } = await openPage(bench.browser);
    await signIn(page, bench.system, OWNER);
    const other = await context.newPage();
    await other.goto(`${bench.system.url}/calls`);
    await other.locator("h1").waitFor();
    await other.evaluate(() => {
      sessionStorage.setItem("unsent:note", '"half a note"');
      localStorage.setItem("kept:company", "{}");
    });
    const { refresh_token } = await page.evaluate(stored);
    await page.locator("button[popovertarget]:visible").click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/sign-in**");
    await other.waitForURL("**/sign-in**");
    assert.equal(await page.evaluate(stored), null);
    assert.deepEqual(await other.evaluate(typed), []);
    const form = new URLSearchParams({ grant_type: "refresh_token", client_id: "front-desk-dev", refresh_token });
    const answer = await fetch(bench.system.manifest.token_url, { method: "POST", body: form });
    assert.equal(answer.status, 400);
    await context.close();
  });

  it("renews an expired access token once for all requests, and goes on", async () => {
    const { page, context, wrong } = await openPage(bench.browser);
    await signIn(page, bench.system, OWNER);
    const before = await page.evaluate(stored);
    // Without a page of the dashboard, which might renew the token before it is left.
    await page.goto(`${bench.system.url}/icon.svg`);
    await page.evaluate(changeStored, { expires_at: 1 });
    let renewals = 0;
    page.on("request", (request) => {
      if (request.url().endsWith("/dev/token")) renewals += 1;
    });
    await page.goto(`${bench.system.url}/calls`);
    await page.getByRole("link", { name: /555-/ }).first().waitFor();
    const after = await page.evaluate(stored);
    assert.notEqual(after.refresh_token, before.refresh_token);
    assert.equal(renewals, 1);
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("keeps the session when the issuer does not answer, and renews it later", async () => {
    const { page, context } = await openPage(bench.browser);
    await signIn(page, bench.system, OWNER, "/team?invite=true");
    await page.getByLabel("E-mail address").fill("late@team.example");
    await page.route("**/dev/token", (route) => route.fulfill({ status: 503, body: "" }));
    await change(page, { expires_at: 1 });
    await page.getByRole("button", { name: "Create the link" }).click();
    await page.getByRole("alert").first().waitFor();
    assert.ok(await page.evaluate(stored), "the session is kept");
    assert.equal(await page.getByRole("dialog", { name: "Your session ended" }).count(), 0);
    await page.unroute("**/dev/token");
    await page.getByRole("button", { name: "Create the link" }).click();
    await page.getByRole("status", { name: "Invitation" }).waitFor();
    await context.close();
  });

  it("asks for a sign-in when the session cannot be renewed", async () => {
    const { page, context } = await openPage(bench.browser);
    await signIn(page, bench.system, OWNER);
    await page.goto(`${bench.system.url}/icon.svg`);
    await page.evaluate(changeStored, { expires_at: 1, refresh_token: "revoked" });
    await page.goto(`${bench.system.url}/calls`);
    await page.waitForURL("**/sign-in?to=**");
    await context.close();
  });

  it("keeps what was typed when the session ends in mid-form, and saves it after a new sign-in", async () => {
    const { page, context } = await openPage(bench.browser);
    await signIn(page, bench.system, OWNER, "/team?invite=true");
    await page.getByLabel("E-mail address").fill("kept@team.example");
    await change(page, { access_token: "ended", refresh_token: "ended" });
    await page.getByRole("button", { name: "Create the link" }).click();
    const ended = page.getByRole("dialog", { name: "Your session ended" });
    const beside = context.waitForEvent("page");
    await ended.getByRole("button", { name: "Sign in again" }).click();
    const window = await beside;
    const closed = window.waitForEvent("close");
    await window.locator(`button[value="${OWNER}"]`).click({ noWaitAfter: true });
    await closed;
    await ended.waitFor({ state: "detached" });
    assert.equal(await page.getByLabel("E-mail address").inputValue(), "kept@team.example");
    await page.getByText("You are signed in again. Now repeat it.").waitFor();
    await page.getByRole("button", { name: "Create the link" }).click();
    await page.getByRole("status", { name: "Invitation" }).waitFor();
    await context.close();
  });

  it("begins anew when someone else signs in beside the page", async () => {
    const { page, context } = await openPage(bench.browser);
    await signIn(page, bench.system, OWNER, "/team?invite=true");
    await page.route(/\/people$/, (route) => route.fulfill({ status: 401, body: "" }));
    await page.getByLabel("E-mail address").fill("kept@team.example");
    await page.getByRole("button", { name: "Create the link" }).click();
    const beside = context.waitForEvent("page");
    await page
      .getByRole("dialog", { name: "Your session ended" })
      .getByRole("button", { name: "Sign in again" })
      .click();
    const window = await beside;
    await window.locator('button[value="dispatcher@acme.example"]').click({ noWaitAfter: true });
    await page.waitForURL("**/inbox");
    await context.close();
  });

  for (const [email, landing, has, lacks] of [
    [OWNER, "/today", ["Today", "Calls", "Inbox", "Team", "API keys"], ["Companies"]],
    ["manager@acme.example", "/today", ["Today", "Calls", "Inbox", "Team"], ["Companies", "API keys"]],
    ["dispatcher@acme.example", "/inbox", ["Today", "Calls", "Inbox"], ["Companies", "API keys", "Team"]],
    [VIEWER, "/schedule", ["Schedule", "Agent"], ["Today", "Calls", "Inbox", "Companies", "API keys", "Team"]],
    [OPERATOR, "/companies", ["Companies"], ["Today", "Calls"]],
  ]) {
    it(`leads the role ${email.split("@")[0]} to the screens that it may see, and each of them opens`, async () => {
      const { page, context, wrong } = await openAs(bench.browser, bench.system, email);
      await page.waitForURL(`**${landing}`);
      const links = page.getByRole("navigation", { name: "Main" }).getByRole("link");
      await links.first().waitFor();
      const names = (await links.allTextContents()).map((name) => name.trim());
      assert.deepEqual(
        has.filter((name) => !names.includes(name)),
        [],
      );
      assert.deepEqual(
        lacks.filter((name) => names.includes(name)),
        [],
      );
      for (const link of await links.all()) {
        await link.click();
        await page.waitForURL(`**${await link.getAttribute("href")}*`);
        await page.locator("h1").waitFor();
        await page.waitForLoadState("networkidle");
      }
      assert.deepEqual(wrong, []);
      await context.close();
    });
  }

  it("has tabs on a telephone, and the rest and the account behind More", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/", { width: 390 });
    const tabs = page.getByRole("navigation", { name: "Main" }).getByRole("link");
    await tabs.first().waitFor();
    const names = (await tabs.allTextContents()).map((name) => name.trim());
    assert.ok(names.length <= 6, names.join(" "));
    assert.equal(names.at(-1), "More");
    await tabs.last().click();
    await page.getByRole("heading", { name: "Account" }).waitFor();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("leads an operator into a company and back", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OPERATOR, "/companies/ten_acme");
    await page.getByText("You are in Acme Heating & Air as an operator.").waitFor();
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Calls" }).click();
    await page.getByRole("link", { name: /555-/ }).first().waitFor();
    assert.equal(new URL(page.url()).pathname, "/companies/ten_acme/calls");
    await context.close();
  });
}
