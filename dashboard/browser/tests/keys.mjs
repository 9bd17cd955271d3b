// API keys: shown once, used, replaced with an overlap, revoked.

import assert from "node:assert/strict";
import { it } from "node:test";
import { isForgotten, openAs } from "../browser.mjs";
import { OWNER } from "../screens.mjs";

export function keyTests(bench) {
  const works = async (key) => {
    const answer = await fetch(`${bench.system.url}/admin/me`, { headers: { authorization: `Bearer ${key}` } });
    return answer.status === 200;
  };

  it("makes a key by keyboard that is shown once and works, replaces it with an overlap, and revokes both", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/keys");
    await page.getByRole("link", { name: "Create a key" }).focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("Name").fill("Weekly report");
    await page.getByLabel("Read calls, messages and figures").focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Create the key" }).focus();
    await page.keyboard.press("Enter");
    const shown = page.getByRole("dialog").getByRole("status", { name: "Key" });
    const first = await shown.textContent();
    assert.match(first, /^hv_live_/);
    assert.ok(await works(first));
    await page.keyboard.press("Escape");
    const row = page.getByRole("link", { name: /Weekly report/ });
    await row.waitFor();
    await isForgotten(page, first);

    await row.click();
    await page.getByRole("button", { name: "Replace", exact: true }).click();
    await page.getByLabel("The old key works for").selectOption("3600");
    await page.getByRole("button", { name: "Replace the key" }).click();
    const second = await shown.textContent();
    assert.notEqual(second, first);
    assert.ok((await works(first)) && (await works(second)));
    await page.getByRole("button", { name: "Done" }).click();

    await row.click();
    await page.getByText(`Key before, …${first.slice(-4)}`).waitFor();
    await page.getByRole("button", { name: "Revoke", exact: true }).click();
    const confirmation = page.getByRole("dialog", { name: "Revoke the key for Weekly report?" });
    await confirmation.getByRole("button", { name: "Revoke" }).click();
    await page.getByText("1 revoked or expired key").click();
    await page.getByText("Revoked", { exact: true }).waitFor();
    assert.ok(!(await works(first)) && !(await works(second)));
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("marks the fields that the API refuses", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/keys?create=true");
    await page.getByLabel("Only from these addresses").fill("203.0.113.0/24\nsomewhere");
    await page.getByRole("button", { name: "Create the key" }).click();
    await page.getByText("Give it a name").waitFor();
    await page.getByText("Choose at least one.").waitFor();
    await page.getByLabel("Name").fill("Gate");
    await page.getByLabel("Book, move and cancel visits").check();
    await page.getByRole("button", { name: "Create the key" }).click();
    await page.getByText("Each line is an address").waitFor();
    await context.close();
  });

  it("shows a manager that keys need another role", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, "manager@acme.example", "/keys");
    await page.getByText("You may not see this").waitFor();
    await context.close();
  });
}
