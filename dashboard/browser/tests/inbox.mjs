// Messages and emergencies that the calls before the tests left.

import assert from "node:assert/strict";
import { it } from "node:test";
import { hearNothing, openAs, settle } from "../browser.mjs";

const DISPATCHER = "dispatcher@acme.example";

export function inboxTests(bench) {
  it("takes a message and marks it done; it is found among all", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, DISPATCHER, "/inbox");
    const message = page.getByRole("listitem").filter({ has: page.getByText("Message", { exact: true }) });
    await message.getByRole("button", { name: "Take it" }).click();
    await message.getByText("Yours", { exact: true }).waitFor();
    await message.getByRole("button", { name: "Mark done" }).click();
    await page.getByText("Nothing waits").waitFor();
    await page.getByRole("link", { name: "All", exact: true }).click();
    await message.getByText("Done", { exact: true }).waitFor();
    await message.getByRole("button", { name: "Open again" }).click();
    await message.getByRole("button", { name: "Mark done" }).waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("shows only texts, and keeps to it after a reload", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, DISPATCHER, "/inbox");
    await page.getByRole("heading", { name: "Emergencies" }).waitFor();
    await page.getByRole("link", { name: "Texts", exact: true }).click();
    await page.getByText("Texts that customers send to your number show here.").waitFor();
    assert.equal(await page.getByRole("heading", { name: "Emergencies" }).count(), 0);
    await page.reload();
    await page.getByText("Texts that customers send to your number show here.").waitFor();
    await page.getByRole("link", { name: "Everything", exact: true }).click();
    await page.getByRole("heading", { name: "Emergencies" }).waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("shows by name who took a message and who closed it", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, DISPATCHER, "/inbox");
    const message = page.getByRole("listitem").filter({ has: page.getByText("Message", { exact: true }) });
    await message.getByText(/^Taken by you, /).waitFor();
    const manager = await openAs(bench.browser, bench.system, "manager@acme.example", "/inbox");
    const theirs = manager.page
      .getByRole("listitem")
      .filter({ has: manager.page.getByText("Message", { exact: true }) });
    await theirs.getByText(/^Taken by Devi of Acme/).waitFor();
    await theirs.getByRole("button", { name: "Mark done" }).click();
    await theirs.waitFor({ state: "detached" });
    await page.goto(`${bench.system.url}/inbox?show=all`);
    await message.getByText(/Done by Marco of Acme/).waitFor();
    await message.getByRole("button", { name: "Open again" }).click();
    await message.getByRole("button", { name: "Mark done" }).waitFor();
    assert.deepEqual(wrong, []);
    await Promise.all([context.close(), manager.context.close()]);
  });

  it("keeps a note through a reload, saves it, and shows theirs when someone was first", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, DISPATCHER, "/inbox");
    const message = page.getByRole("listitem").filter({ has: page.getByText("Message", { exact: true }) });
    await message.getByRole("button", { name: "Add a note" }).click();
    const field = message.getByLabel("Note", { exact: true });
    await field.fill("Called back, no answer");
    await page.reload();
    assert.equal(await field.inputValue(), "Called back, no answer");
    await message.getByRole("button", { name: "Save", exact: true }).click();
    await message.getByRole("paragraph").filter({ hasText: "Called back, no answer" }).waitFor();
    await message.getByRole("button", { name: "Change the note" }).click();
    await field.fill("Called back twice");
    const manager = await openAs(bench.browser, bench.system, "manager@acme.example", "/inbox");
    const theirs = manager.page
      .getByRole("listitem")
      .filter({ has: manager.page.getByText("Message", { exact: true }) });
    await theirs.getByRole("button", { name: "Change the note" }).click();
    await theirs.getByLabel("Note", { exact: true }).fill("They call us tomorrow");
    await theirs.getByRole("button", { name: "Save", exact: true }).click();
    await theirs.getByRole("paragraph").filter({ hasText: "They call us tomorrow" }).waitFor();
    await message.getByRole("button", { name: "Save", exact: true }).click();
    await message.getByText("Someone saved first. Their note: “They call us tomorrow”").waitFor();
    assert.equal(await field.inputValue(), "Called back twice");
    await message.getByRole("button", { name: "Save mine" }).click();
    await message.getByRole("paragraph").filter({ hasText: "Called back twice" }).waitFor();
    await Promise.all([context.close(), manager.context.close()]);
  });

  it("saves a note that was begun before the message was done", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, DISPATCHER, "/inbox?show=all");
    const message = page.getByRole("listitem").filter({ has: page.getByText("Message", { exact: true }) });
    await message.getByRole("button", { name: "Change the note" }).click();
    await message.getByLabel("Note", { exact: true }).fill("Wants a quote");
    await message.getByRole("button", { name: "Mark done" }).click();
    await message.getByRole("button", { name: "Open again" }).waitFor();
    await message.getByRole("button", { name: "Save", exact: true }).click();
    await message.getByRole("paragraph").filter({ hasText: "Wants a quote" }).waitFor();
    await message.getByRole("button", { name: "Open again" }).click();
    await message.getByRole("button", { name: "Mark done" }).waitFor();
    await context.close();
  });

  it("shows a text with the customer who sent it, whole when asked", async () => {
    const long = `Hello, this is about Friday. ${"The side gate is locked, and the dog is out. ".repeat(6)}Thank you!`;
    await bench.system.text("+12145550161", long);
    const { page, context, wrong } = await openAs(bench.browser, bench.system, DISPATCHER, "/inbox", { width: 390 });
    const text = page.getByRole("listitem").filter({ has: page.getByText("Text", { exact: true }) });
    await text.getByText(/^Hello, this is about Friday/).waitFor();
    assert.equal(await text.getByText(/Thank you!$/).count(), 0);
    await text.getByRole("button", { name: "Show all of it" }).click();
    await text.getByText(/Thank you!$/).waitFor();
    await text.getByRole("link", { name: "Maria Lopez" }).click();
    await page.getByRole("heading", { name: "Maria Lopez", level: 1 }).waitFor();
    await page.goto(`${bench.system.url}/inbox`);
    await text.getByRole("button", { name: "Mark done" }).click();
    await text.waitFor({ state: "detached" });
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("shows the words of an open emergency, and the rest when they cannot be read", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, DISPATCHER, "/inbox");
    const words = page.getByText("it smells like rotten eggs down here");
    await words.waitFor();
    assert.deepEqual(wrong, []);
    await page.route(/\/emergencies\/[^/?]+$/, (route) => route.fulfill({ status: 503, body: "" }));
    await page.reload();
    await page.getByText("gas leak").first().waitFor();
    await page.waitForLoadState("networkidle");
    assert.equal(await words.count(), 0);
    await context.close();
  });

  it("says that someone was first when the version has changed, and shows theirs", async () => {
    const [mine, theirs] = await Promise.all([
      openAs(bench.browser, bench.system, DISPATCHER, "/inbox"),
      openAs(bench.browser, bench.system, "manager@acme.example", "/inbox"),
    ]);
    const emergency = (page) => page.getByRole("listitem").filter({ hasText: "gas leak" }).first();
    await settle(mine.page);
    await hearNothing(mine.page);
    await emergency(mine.page).getByRole("button", { name: "Acknowledge" }).waitFor();
    await emergency(theirs.page).getByRole("button", { name: "Acknowledge" }).click();
    await emergency(theirs.page).getByText("Acknowledged", { exact: true }).waitFor();
    await emergency(mine.page).getByRole("button", { name: "Acknowledge" }).click();
    await emergency(mine.page).getByText("Someone saved first.").waitFor();
    await emergency(mine.page).getByText("Acknowledged", { exact: true }).waitFor();
    await Promise.all([mine.context.close(), theirs.context.close()]);
  });
}
