// Messages and emergencies that the calls before the tests left.

import assert from "node:assert/strict";
import { it } from "node:test";
import { openAs } from "../browser.mjs";

const DISPATCHER = "dispatcher@acme.example";

export function inboxTests(bench) {
  it("takes a message and marks it done; it is found among all", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, DISPATCHER, "/inbox");
    const message = page.getByRole("listitem").filter({ hasText: "Message" });
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

  it("says that someone was first when the version has changed, and shows theirs", async () => {
    const [mine, theirs] = await Promise.all([
      openAs(bench.browser, bench.system, DISPATCHER, "/inbox"),
      openAs(bench.browser, bench.system, "manager@acme.example", "/inbox"),
    ]);
    const emergency = (page) => page.getByRole("listitem").filter({ hasText: "gas leak" }).first();
    await emergency(mine.page).getByRole("button", { name: "Acknowledge" }).waitFor();
    await emergency(theirs.page).getByRole("button", { name: "Acknowledge" }).click();
    await emergency(theirs.page).getByText("Acknowledged", { exact: true }).waitFor();
    await emergency(mine.page).getByRole("button", { name: "Acknowledge" }).click();
    await emergency(mine.page).getByText("Someone saved first.").waitFor();
    await emergency(mine.page).getByText("Acknowledged", { exact: true }).waitFor();
    await Promise.all([mine.context.close(), theirs.context.close()]);
  });
}
