// What an operator does: create a company, enter it, decide about it, look at the platform.

import assert from "node:assert/strict";
import { it } from "node:test";
import { becomes, openPage, signIn } from "../browser.mjs";
import { found, OPERATOR, platformProblems } from "../screens.mjs";

/** The *Save* of the form with this field: a company's account has several. */
const saveOf = (page, label) =>
  page
    .locator("form")
    .filter({ has: page.getByLabel(label) })
    .getByRole("button", { name: "Save" });

export function operatorTests(bench) {
  // Some of these actions need a sign-in of the last five minutes.
  const openFresh = async (path) => {
    const opened = await openPage(bench.browser);
    await signIn(opened.page, bench.system, OPERATOR, path);
    return opened;
  };

  it("creates a company, shows the owner's invitation once, and enters it", async () => {
    const { page, context, wrong } = await openFresh("/companies");
    await page.getByRole("button", { name: "New company" }).click();
    const dialog = page.getByRole("dialog", { name: "New company" });
    await dialog.getByLabel("Company name").fill("Bayou Cooling");
    await dialog.getByLabel("Owner's e-mail").fill("boss@bayou.example");
    await dialog.getByLabel("Time zone").selectOption("America/Chicago");
    await dialog.getByRole("button", { name: "Create company" }).click();
    await page.getByText(/\/join#inv_/).waitFor();
    await page.getByRole("link", { name: "Enter the company" }).click();
    await page.getByText("You are in Bayou Cooling as an operator.").waitFor();
    assert.match(page.url(), /\/companies\/ten_\w+\//);
    await page.getByRole("link", { name: "Leave" }).click();
    await page.getByLabel("Status").selectOption("trial");
    await page.waitForURL(/status=trial/);
    await becomes(() => page.getByRole("link", { name: /Acme/ }).count(), 0);
    await page.getByRole("link", { name: /Bayou Cooling/ }).waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("sets a budget, and says what is no amount", async () => {
    const { page, context } = await openFresh("/companies/ten_acme/account");
    const save = saveOf(page, "A day, in dollars");
    await page.getByLabel("A day, in dollars").fill("twenty");
    await save.click();
    await page.getByText("An amount in dollars, such as 20 or 12.50").waitFor();
    await page.getByLabel("A day, in dollars").fill("21.50");
    await save.click();
    await page.getByText("The budget is saved").waitFor();
    await page.reload();
    assert.equal(await page.getByLabel("A day, in dollars").inputValue(), "21.50");
    await context.close();
  });

  it("suspends a company after a question, and reactivates it", async () => {
    const { page, context } = await openFresh("/companies/ten_desert/account");
    await page.getByRole("button", { name: "Suspend" }).click();
    const question = page.getByRole("dialog");
    await question.getByText("Its numbers are no longer answered").waitFor();
    await question.getByRole("button", { name: "Suspend" }).click();
    await page.getByText("Suspended: its numbers are not answered").waitFor();
    await page.getByRole("button", { name: "Reactivate" }).click();
    await page.getByText("In service: its calls are answered.").waitFor();
    await context.close();
  });

  it("allows calls to another country, and says at the field what is no prefix", async () => {
    const { page, context } = await openFresh("/companies/ten_desert/account");
    const field = page.getByLabel("Prefixes that are allowed too");
    const panel = page.locator("form").filter({ has: field });
    await field.fill("+5");
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.getByText(/with a whole country code/).waitFor();
    await field.fill("+52, +1242");
    await panel.getByRole("button", { name: "Save" }).click();
    await page.getByText("The prefixes are saved").waitFor();
    await page.reload();
    await page.waitForFunction(
      (label) => document.querySelector("input[inputmode=tel]")?.value === label,
      "+1242, +52",
    );
    await field.fill("");
    await panel.getByRole("button", { name: "Save" }).click();
    await page.getByText("The prefixes are saved").first().waitFor();
    await context.close();
  });

  it("erases a company only once it is suspended and its name is typed", async () => {
    await found(bench.system, "gone@gone.example", "Gone Heating");
    const { page, context } = await openFresh("/companies?search=Gone");
    await page.getByRole("link", { name: /Gone Heating/ }).click();
    await page.getByText("You are in Gone Heating as an operator.").waitFor();
    const nav = page.getByRole("navigation", { name: "Main" });
    await nav.getByRole("link", { name: "Company account" }).click();
    await page.getByText("A company is erased once it is suspended or out of service.").waitFor();
    await page.getByRole("button", { name: "Suspend" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
    await page.getByRole("button", { name: "Erase the company" }).click();
    const question = page.getByRole("dialog", { name: "Erase Gone Heating?" });
    const erase = question.getByRole("button", { name: "Erase the company" });
    assert.ok(await erase.isDisabled());
    await question.getByLabel("Type Gone Heating").fill("Gone Heating");
    await erase.click();
    await page.waitForURL((url) => url.pathname === "/companies");
    await page.getByRole("link", { name: /Acme/ }).waitFor();
    await becomes(() => page.getByRole("link", { name: /Gone Heating/ }).count(), 0);
    await context.close();
  });

  it("keeps what was typed when a change needs a new sign-in", async () => {
    const { page, context } = await openFresh("/companies/ten_desert/account");
    const body = JSON.stringify({ type: "urn:front-desk:problem:sign-in-again", title: "x", status: 403 });
    const old = { status: 403, contentType: "application/problem+json", body };
    await page.route("**/budget", (route) => route.fulfill(old), { times: 1 });
    const save = saveOf(page, "A month, in dollars");
    await page.getByLabel("A month, in dollars").fill("345");
    await save.click();
    const beside = context.waitForEvent("page");
    await page.getByRole("button", { name: "Sign in again" }).click();
    const window = await beside;
    await window.locator(`button[value="${OPERATOR}"]`).click({ noWaitAfter: true });
    await page.getByText("You are signed in again.").waitFor();
    await save.click();
    await page.getByText("The budget is saved").waitFor();
    await context.close();
  });

  it("shows alarms, failing connections and spent budgets", async () => {
    const { page, context, wrong } = await openFresh("/platform");
    await platformProblems(page);
    await page.getByText("Twilio refuses the credentials").waitFor();
    const retires = "The model gpt-4.1-mini is shut down on Thu, Jan 14, 2027. It answers when the first one fails.";
    await page.getByText(`${retires} Its replacement is gpt-6-luna.`).waitFor();
    await page.getByText("The model gpt-4o was shut down on Sat, Nov 14, 2026. Companies may choose it.").waitFor();
    await page.getByText("Budget of the day spent: $19.99 of $20.00").waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("shows the figures of a month that is chosen, and keeps it in the address", async () => {
    const { page, context, wrong } = await openFresh("/platform");
    await page.getByRole("heading", { name: "All companies: Last 7 days" }).waitFor();
    const choice = page.getByLabel("Days of the figures");
    const earlier = await choice.locator("option").nth(2).getAttribute("value");
    await choice.selectOption(earlier);
    await page.waitForURL((url) => url.searchParams.get("month") === earlier);
    const name = await choice.locator("option:checked").textContent();
    await page.getByRole("heading", { name: `All companies: ${name}` }).waitFor();
    const calls = page.getByText("Calls", { exact: true }).first().locator("xpath=following-sibling::dd");
    // The calls were rung in this month, so the one before has none.
    await calls.getByText("0", { exact: true }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: `Each company: ${name}` }).waitFor();
    await page.getByRole("table", { name: "Month by month" }).getByRole("link").first().click();
    await page.getByRole("heading", { name: /^All companies: / }).waitFor();
    await calls.getByText(/^[1-9]\d*$/).waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("shows the platform's health, and who read the log of the platform", async () => {
    const { page, context, wrong } = await openFresh("/platform");
    await page.getByText("No alarm").waitFor();
    await page.getByText(/companies checked: no problem|company checked: no problem/).waitFor();
    await page.getByRole("link", { name: "Acme Heating & Air" }).waitFor();
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Audit" }).click();
    await page.getByText("Company created").first().waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });
}
