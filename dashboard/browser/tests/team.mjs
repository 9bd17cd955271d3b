// People: an invitation whose link is shown once, roles, removal.

import assert from "node:assert/strict";
import { it } from "node:test";
import { hasFocus, isForgotten, openAs } from "../browser.mjs";
import { OWNER } from "../screens.mjs";
import { tokenOf } from "../system.mjs";

const row = (page, words) => page.getByRole("listitem").filter({ hasText: words });

export function teamTests(bench) {
  it("invites someone with a link that is shown once and works, gives another role, and removes them", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/team");
    await page.getByRole("link", { name: "Invite someone" }).click();
    await page.getByLabel("E-mail address").fill("lee@team.example");
    await page.getByLabel("Name (optional)").fill("Lee Park");
    await page.getByLabel("Viewer").check();
    await page.keyboard.press("Enter");
    const link = await page.getByRole("dialog").getByRole("status", { name: "Invitation" }).textContent();
    assert.match(link, new RegExp(`^${bench.system.url}/join#inv_`));
    await page.getByRole("button", { name: "Done" }).click();
    await row(page, "Lee Park").getByText("Invited until").waitFor();
    await isForgotten(page, "inv_");
    await hasFocus(page.getByRole("link", { name: "Invite someone" }));

    const headers = { authorization: `Bearer ${await tokenOf(bench.system, "lee@team.example")}` };
    const accepted = await fetch(`${bench.system.url}/admin/invitations/accept`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ code: link.split("#")[1] }),
    });
    assert.equal(accepted.status, 200);

    await page.reload();
    await row(page, "Lee Park").getByRole("link").click();
    await page.getByRole("dialog").getByLabel("Dispatcher").check();
    await page.getByRole("button", { name: "Save the role" }).click();
    await row(page, "Lee Park").getByText("Dispatcher").waitFor();

    await row(page, "Lee Park").getByRole("link").click();
    await page.getByRole("button", { name: "Remove from the team" }).click();
    await page.getByRole("dialog", { name: "Remove Lee Park?" }).getByRole("button", { name: "Remove" }).click();
    await row(page, "Lee Park").waitFor({ state: "detached" });
    const me = await (await fetch(`${bench.system.url}/admin/me`, { headers })).json();
    assert.equal(me.kind, "newcomer");
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("replaces the link of an invitation, and withdraws it", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/team?invite=true");
    await page.getByLabel("E-mail address").fill("kim@team.example");
    await page.getByRole("button", { name: "Create the link" }).click();
    const output = page.getByRole("dialog").getByRole("status", { name: "Invitation" });
    const first = await output.textContent();
    await page.keyboard.press("Escape");
    await row(page, "kim@team.example").getByRole("link").click();
    await page.getByRole("button", { name: "Make a new link" }).click();
    await output.waitFor();
    assert.notEqual(await output.textContent(), first);
    await page.getByRole("button", { name: "Done" }).click();
    await row(page, "kim@team.example").getByRole("link").click();
    await page.getByRole("button", { name: "Withdraw the invitation" }).click();
    await page.getByRole("button", { name: "Withdraw", exact: true }).click();
    await row(page, "kim@team.example").waitFor({ state: "detached" });
    await context.close();
  });

  it("marks what is wrong with an invitation, and keeps what was typed", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/team?invite=true");
    const email = page.getByLabel("E-mail address");
    await email.fill("lee at example");
    await page.getByRole("button", { name: "Create the link" }).click();
    await page.getByText("This is not an e-mail address").waitFor();
    assert.equal(await email.inputValue(), "lee at example");
    assert.equal(await email.getAttribute("aria-invalid"), "true");
    await email.fill("viewer@acme.example");
    await page.getByRole("button", { name: "Create the link" }).click();
    await page.getByText("Someone with this address is in your team already.").waitFor();
    await context.close();
  });

  it("keeps the last owner", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/team?person=usr_acme_owner");
    await page.getByRole("dialog").getByLabel("Viewer").check();
    await page.getByText("This is you.").waitFor();
    await page.getByRole("button", { name: "Save the role" }).click();
    await page.getByText("A company keeps one owner.").waitFor();
    await page.getByRole("button", { name: "Remove from the team" }).click();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await page
      .getByRole("dialog", { name: /^Remove/ })
      .getByText("A company keeps one owner.")
      .waitFor();
    await context.close();
  });

  it("shows a manager the team, and nothing to change it", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, "manager@acme.example", "/team");
    await row(page, "dispatcher@acme.example").getByRole("link").click();
    await page.getByRole("dialog").getByText("Dispatcher", { exact: true }).waitFor();
    assert.equal(await page.getByRole("radio").count(), 0);
    assert.equal(await page.getByRole("link", { name: "Invite someone" }).count(), 0);
    await context.close();
  });
}
