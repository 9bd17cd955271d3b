// The audit log: it describes a change in words, and finds it by area and person.

import assert from "node:assert/strict";
import { it } from "node:test";
import { openAs } from "../browser.mjs";
import { EMPTY } from "../screens.mjs";
import { tokenOf } from "../system.mjs";

export function auditTests(bench) {
  it("names who changed a role from what to what, and filters keep to the address", async () => {
    const headers = {
      authorization: `Bearer ${await tokenOf(bench.system, EMPTY)}`,
      "content-type": "application/json",
    };
    const answer = await fetch(`${bench.system.url}/admin/tenants/me/people/usr_desert_viewer`, {
      method: "PATCH",
      headers,
      body: JSON.stringify({ role: "dispatcher" }),
    });
    assert.equal(answer.status, 200);
    await fetch(`${bench.system.url}/admin/tenants/me/people`, { headers });
    const { page, context, wrong } = await openAs(bench.browser, bench.system, EMPTY, "/audit");
    const entry = page.getByRole("listitem").filter({ hasText: "changed a role" }).first();
    await entry.getByText("You changed a role: Vera of Desert Comfort").waitFor();
    await entry.getByText("Viewer → Dispatcher").waitFor();
    assert.equal(await page.getByText("looked at the team").count(), 0);

    await page.getByLabel("Show", { exact: true }).selectOption("reads");
    await page.getByText("looked at the team").first().waitFor();
    await page.getByLabel("Show", { exact: true }).selectOption("changes");
    await page.getByLabel("Area").selectOption("customers");
    await page.getByText("Nothing fits").waitFor();
    assert.match(page.url(), /area=customers/);
    await page.reload();
    await page.getByText("Nothing fits").waitFor();
    await page.getByLabel("Area").selectOption("team");
    await page.getByLabel("By", { exact: true }).selectOption({ label: "Dana of Desert Comfort" });
    await entry.waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });
}
