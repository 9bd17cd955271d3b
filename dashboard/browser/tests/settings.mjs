// The company as a whole: test mode, facts that two people change, export, out of service.

import assert from "node:assert/strict";
import { it } from "node:test";
import { openAs } from "../browser.mjs";
import { EMPTY, OWNER } from "../screens.mjs";
import { tokenOf } from "../system.mjs";

const factsForm = (page) => page.locator("form").filter({ hasText: "Contact address" });

export function settingsTests(bench) {
  it("turns test mode on after a question, says so on every screen, and turns it off", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, EMPTY, "/settings");
    await page.getByRole("switch", { name: "Answer calls as a test" }).click();
    await page.getByRole("button", { name: "Turn it on" }).click();
    await page.getByText(/^Test mode: callers hear/).waitFor();
    await page.getByRole("switch", { name: "Answer calls as a test" }).click();
    await page.getByText(/^Test mode: callers hear/).waitFor({ state: "detached" });
    // Without an export in a week, the API has none.
    assert.deepEqual(
      wrong.filter((each) => !each.includes("404")),
      [],
    );
    await context.close();
  });

  it("shows who saved the company's facts first, keeps what was typed, and saves it on request", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, EMPTY, "/settings");
    await page.getByLabel("Your reference").fill("Mine 12");
    const headers = { authorization: `Bearer ${await tokenOf(bench.system, EMPTY)}` };
    const theirs = await fetch(`${bench.system.url}/admin/tenants/me`, {
      method: "PATCH",
      headers: { ...headers, "content-type": "application/merge-patch+json", "if-match": "*" },
      body: JSON.stringify({ contact_email: "office@desert.example" }),
    });
    assert.equal(theirs.status, 200);
    await factsForm(page).getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Dana of Desert Comfort saved first.").waitFor();
    await page.getByText("Contact address is now “office@desert.example”.").waitFor();
    assert.equal(await page.getByLabel("Your reference").inputValue(), "Mine 12");
    await page.getByRole("button", { name: "Save mine" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    const company = await (await fetch(`${bench.system.url}/admin/tenants/me`, { headers })).json();
    assert.equal(company.reference, "Mine 12");
    assert.equal(company.contact_email, "office@desert.example");
    await page.getByLabel("Contact address").fill("nowhere");
    await factsForm(page).getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("This is not an e-mail address").waitFor();
    await context.close();
  });

  it("goes out of service only with the name typed, and back", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, EMPTY, "/settings");
    await page.getByRole("button", { name: "Take out of service" }).click();
    const dialog = page.getByRole("dialog");
    const action = dialog.getByRole("button", { name: "Take out of service" });
    assert.ok(await action.isDisabled());
    await dialog.getByLabel("Type Desert Comfort to confirm").fill("Desert Comfort");
    await action.click();
    await page.getByText("Your numbers are not answered. Nothing is deleted.").waitFor();
    await page.getByRole("button", { name: "Put into service" }).click();
    await page.getByText("Your numbers are answered.", { exact: true }).waitFor();
    await context.close();
  });

  it("prepares an export, shows how far it is, and downloads its file", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, EMPTY, "/settings");
    await page.getByRole("button", { name: "Prepare an export" }).click();
    await page.getByRole("progressbar").waitFor();
    const download = page.getByRole("button", { name: "Download" }).first();
    await download.waitFor({ timeout: 120_000 });
    const [file] = await Promise.all([page.waitForEvent("download"), download.click()]);
    assert.match(file.suggestedFilename(), /\.zip$/);
    await context.close();
  });

  it("asks before data is kept for a shorter time, and keeps the choice", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, EMPTY, "/settings");
    await page.getByLabel("The sound of recordings").selectOption("30");
    await page
      .locator("form")
      .filter({ hasText: "Visits and customers" })
      .getByRole("button", { name: "Save" })
      .click();
    await page.getByRole("dialog").getByRole("button", { name: "Keep it shorter" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.reload();
    await page.getByLabel("The sound of recordings").waitFor();
    assert.equal(await page.getByLabel("The sound of recordings").inputValue(), "30");
    await context.close();
  });

  it("leads from the recordings to where they are switched on", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, EMPTY, "/settings");
    await page.getByRole("link", { name: "To the greeting" }).click();
    await page.waitForURL(/\/agent\/greeting$/);
    await page
      .getByText(/record/i)
      .first()
      .waitFor();
    assert.deepEqual(
      wrong.filter((each) => !each.includes("404")),
      [],
    );
    await context.close();
  });

  it("leads to the customer who asks to be erased, and to a number that only called", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/settings");
    await page.getByRole("link", { name: "Erase one person" }).click();
    const explanation = page.getByText(/Find the customer by name, address or number, open them/);
    await explanation.waitFor();
    const search = page.getByRole("searchbox", { name: "Name, address or number" });
    await search.fill("maria lopez");
    await search.press("Enter");
    await page.waitForURL(/q=maria/);
    await explanation.waitFor();
    await page.getByRole("link", { name: /Maria Lopez/ }).click();
    await page.getByRole("heading", { name: "Maria Lopez", level: 1 }).waitFor();
    await page.getByRole("button", { name: "Erase this person" }).waitFor();
    await page.goto(`${bench.system.url}/customers?ask=erase&q=214%20555%200191`);
    await page.getByRole("link", { name: "Open (214) 555-0191" }).click();
    await page.getByRole("button", { name: "Erase this person" }).waitFor();
    await page.goto(`${bench.system.url}/customers?ask=erase`);
    await page.getByRole("link", { name: "Never mind" }).click();
    await explanation.waitFor({ state: "detached" });
    await context.close();
  });

  it("shows a manager that settings need another role", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, "manager@acme.example", "/settings");
    await page.getByText("You may not see this").waitFor();
    await context.close();
  });
}
