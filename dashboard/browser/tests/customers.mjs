// The customers: found, blocked from a call on a telephone, noted, joined with another number, exported and erased.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { it } from "node:test";
import { becomes, openAs, openPage, settle, signIn } from "../browser.mjs";
import { OWNER, VIEWER } from "../screens.mjs";

export function customerTests(bench) {
  it("stops a caller from their call, in two taps on a telephone, and lets them call again", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/calls", { width: 390 });
    await page.getByRole("link", { name: /555-/ }).first().click();
    await page.getByRole("link", { name: "Block this caller" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Block the calls" }).click();
    await page.getByText("Calls are blocked", { exact: true }).first().waitFor();
    await page.getByText("by you").first().waitFor();
    await page.getByRole("button", { name: "Stop blocking" }).click();
    await page.getByRole("button", { name: "Block the calls" }).waitFor();
    await context.close();
  });

  it("finds a customer by a number and by name, notes something, and joins another number", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/customers");
    const search = page.getByRole("searchbox", { name: "Name, address or number" });
    await search.fill("(214) 555-0142");
    await search.press("Enter");
    await becomes(() => page.getByRole("main").getByRole("listitem").count(), 1);
    const name = await page
      .getByRole("main")
      .getByRole("listitem")
      .first()
      .locator("a span.truncate")
      .first()
      .textContent();
    await search.fill(name.toLowerCase());
    await search.press("Enter");
    await page.getByRole("link", { name }).click();
    await page.getByRole("heading", { name, level: 1 }).waitFor();
    await page.getByLabel("New note").fill("Prefers mornings");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("listitem").getByText("Prefers mornings").waitFor();
    await page.getByLabel("Number", { exact: true }).fill("12");
    await page.getByRole("button", { name: "Add the number" }).click();
    await page.getByText("Write the number with its area code.").waitFor();
    await page.getByLabel("Number", { exact: true }).fill("214 555 0188");
    await page.getByRole("button", { name: "Add the number" }).click();
    await page.getByRole("button", { name: "Take out (214) 555-0188" }).click();
    await page.getByText("The number is a customer of its own again").waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("keeps a note that is typed through a reload and a lost session, until it is saved", async () => {
    const { page, context } = await openPage(bench.browser);
    await signIn(page, bench.system, OWNER, "/customers/%2B12145550142");
    const field = page.getByLabel("New note");
    await field.fill("The gate code is on the");
    await page.reload();
    await field.waitFor();
    assert.equal(await field.inputValue(), "The gate code is on the");
    await field.fill("The gate code is on the work order");
    await page.evaluate(() => {
      const key = Object.keys(localStorage).find((name) => name.startsWith("oidc.user:"));
      const user = JSON.parse(localStorage.getItem(key));
      localStorage.setItem(key, JSON.stringify({ ...user, access_token: "ended", refresh_token: "ended" }));
    });
    await page.reload();
    // What is typed on one customer is in no other one's field.
    await signIn(page, bench.system, OWNER, "/customers/%2B12145550161");
    await field.waitFor();
    assert.equal(await field.inputValue(), "");
    await page.goto(`${bench.system.url}/customers/%2B12145550142`);
    await field.waitFor();
    assert.equal(await field.inputValue(), "The gate code is on the work order");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("listitem").getByText("The gate code is on the work order").waitFor();
    assert.equal(await field.inputValue(), "", "the field is empty before the list shows the note");
    await page.reload();
    await field.waitFor();
    assert.equal(await field.inputValue(), "");
    await context.close();
  });

  it("says that someone was first, and blocks after a second press", async () => {
    const path = "/customers/%2B12145550142";
    const [mine, theirs] = await Promise.all([
      openAs(bench.browser, bench.system, OWNER, path),
      openAs(bench.browser, bench.system, "manager@acme.example", path),
    ]);
    await mine.page.getByRole("button", { name: "Block the calls" }).click();
    await theirs.page.getByRole("button", { name: "Do not contact" }).click();
    await theirs.page.getByRole("dialog").getByRole("button", { name: "Do not contact" }).click();
    await theirs.page.getByText("Must not be contacted").waitFor();
    const dialog = mine.page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Block the calls" }).click();
    await dialog.getByText("Someone changed this customer first.").waitFor();
    await mine.page.getByText("Must not be contacted").waitFor();
    await dialog.getByRole("button", { name: "Block the calls" }).click();
    await mine.page.getByRole("button", { name: "Stop blocking" }).click();
    await mine.page.getByRole("button", { name: "Allow contact again" }).click();
    await mine.page.getByText("They may be contacted again").waitFor();
    await Promise.all([mine.context.close(), theirs.context.close()]);
  });

  it("blocks a number that never called, then saves what is kept of it", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/customers?q=214%20555%200195");
    await page.getByRole("link", { name: "Open (214) 555-0195" }).click();
    await page.getByRole("button", { name: "Block the calls" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Block the calls" }).click();
    await page.getByRole("button", { name: "Stop blocking" }).waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save everything as a file" }).click();
    const [saved] = JSON.parse(await readFile(await (await download).path(), "utf8"));
    assert.equal(saved.number, "+12145550195");
    assert.ok(saved.customer.blocked);
    await context.close();
  });

  it("erases a person only with the number typed", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/customers/%2B12145550195");
    await page.getByRole("button", { name: "Erase this person" }).click();
    const dialog = page.getByRole("dialog");
    const erase = dialog.getByRole("button", { name: "Erase this person" });
    assert.equal(await erase.isDisabled(), true);
    await dialog.getByLabel(/^Type /).fill("214 555 0195");
    await erase.click();
    // It needs a sign-in of the last five minutes.
    await Promise.race([
      page.getByText("The person is erased").waitFor(),
      dialog.getByText("Sign in again").first().waitFor(),
    ]);
    await context.close();
  });

  it("shows a viewer no customers, and nothing to block", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, VIEWER, "/customers/%2B12145550142");
    await settle(page);
    assert.equal(await page.getByRole("button", { name: "Block the calls" }).count(), 0);
    assert.equal(
      await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Customers" }).count(),
      0,
    );
    await context.close();
  });
}
