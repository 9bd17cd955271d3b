// A draft is tested before it is published: why it does not pass, and who may publish it anyway.

import assert from "node:assert/strict";
import { it } from "node:test";
import { assertAccessibleEverywhere, hasFocus, openAs } from "../browser.mjs";
import { TESTED } from "../screen.mjs";
import { found } from "../screens.mjs";
import { api } from "./onboarding.mjs";

/** Nobody is reached in an emergency at this company. */
const UNREACHED = "uma@unreached.example";
const ITS_MANAGER = "mel@unreached.example";
const DRAFT = "/tenants/me/configuration/draft";

export function testedDraftTests(bench) {
  const asked = (email, path, options) => api(bench.system, email, path, options);
  const draftTag = async (email) => {
    const { number, revision } = await asked(email, "/tenants/me/configuration/versions/draft");
    return revision === 0 ? `${number}` : `${number}.${revision}`;
  };
  const change = async (email, body) => asked(email, DRAFT, { method: "PATCH", body, version: await draftTag(email) });

  const begin = async (page) => {
    await page.getByRole("button", { name: "Review and publish" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
    return page.getByRole("dialog", { name: "Test, then publish" });
  };
  const failed = (dialog) =>
    dialog
      .getByRole("status")
      .getByText(/did not go well\. The draft is not published\.$/)
      .waitFor(TESTED);

  it("says why a draft does not pass, with what was said", async () => {
    await found(bench.system, UNREACHED, "Unreached Air");
    const invited = { email: ITS_MANAGER, name: "Mel", role: "manager" };
    const { code } = await asked(UNREACHED, "/tenants/me/people", { method: "POST", body: invited });
    await asked(ITS_MANAGER, "/invitations/accept", { method: "POST", body: { code } });
    await change(UNREACHED, { greeting: "Good day from Unreached." });
    const { page, context, wrong } = await openAs(bench.browser, bench.system, UNREACHED, "/agent", { width: 390 });
    const dialog = await begin(page);
    await dialog
      .getByRole("status")
      .getByText(/ calls tested\.$/)
      .waitFor();
    await failed(dialog);
    const gas = dialog.getByRole("listitem").filter({ hasText: "A caller smells gas" }).first();
    await gas.getByText("No telephone rang for the caller. Check the people on call").waitFor();
    await gas.getByText("What was said").click();
    await gas.getByText(/smell/i).nth(1).waitFor();
    await assertAccessibleEverywhere(page, "a draft that does not pass");
    await dialog.getByRole("button", { name: "Change the draft" }).click();
    await page.getByRole("button", { name: "Review and publish" }).waitFor();
    const { published_version } = await asked(UNREACHED, "/tenants/me");
    assert.equal(published_version, 1);
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("lets no manager publish what did not pass", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, ITS_MANAGER, "/agent");
    const dialog = await begin(page);
    await failed(dialog);
    await dialog.getByText("An owner of the company can publish it anyway.").waitFor();
    assert.equal(await dialog.getByRole("button", { name: "Publish anyway" }).count(), 0);
    await context.close();
  });

  it("lets an owner publish it anyway with the keys alone, for a reason that the audit log keeps", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, UNREACHED, "/agent");
    await page.getByRole("button", { name: "Review and publish" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Test, then publish" });
    await hasFocus(dialog.getByRole("status"));
    await failed(dialog);
    await dialog.getByRole("button", { name: "Publish anyway" }).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    const reason = dialog.getByLabel("Why it is published without passing");
    await reason.focus();
    await page.keyboard.type("x");
    await dialog.getByRole("button", { name: "Publish anyway" }).press("Enter");
    await dialog.getByText("Say why, in a few words.").waitFor();
    await reason.fill("People on call follow on Monday");
    await dialog.getByRole("button", { name: "Publish anyway" }).press("Enter");
    await page.getByText("Published. New calls use it.").waitFor();
    await page.goto(`${bench.system.url}/audit`);
    const entry = page.getByRole("listitem").filter({ hasText: "published the agent without passing its scenarios" });
    await entry.getByText("People on call follow on Monday").waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("says that the draft changed while it was tested, and shows it anew", async () => {
    await change(UNREACHED, { greeting: "Good morning from Unreached." });
    const { page, context } = await openAs(bench.browser, bench.system, UNREACHED, "/agent");
    // The run is over before the change of the other one: its result says so in any case.
    await page.route(/scenario-runs\/run_/, async (route) => {
      const response = await route.fetch();
      const run = await response.json();
      const replaced = {
        passed: false,
        findings: [{ code: "not_run", found: "replaced" }],
        turns: 0,
        cost_micro_usd: 0,
      };
      const scenarios = run.scenarios.map((each) => ({ ...each, result: { ...replaced, at: run.begun.at } }));
      const counts = { state: "failed", done: run.scenario_count, failed: run.scenario_count };
      await route.fulfill({ response, json: { ...run, ...counts, scenarios } });
    });
    const dialog = await begin(page);
    await dialog.getByText("The draft changed while it was tested.").waitFor();
    assert.equal(await dialog.getByRole("button", { name: "Publish anyway" }).count(), 0);
    await change(UNREACHED, { greeting: "Good evening from Unreached." });
    await dialog.getByRole("button", { name: "See the changes" }).click();
    await page.getByRole("dialog").getByText("Good evening from Unreached.").waitFor();
    await context.close();
  });

  it("keeps the test while the network is gone", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, UNREACHED, "/agent");
    const dialog = await begin(page);
    await dialog.getByRole("progressbar").waitFor();
    await page.context().setOffline(true);
    await dialog.getByText("We cannot be reached from here. The test goes on").waitFor();
    await page.context().setOffline(false);
    await failed(dialog);
    await context.close();
  });

  it("shows a failed test in Spanish", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, UNREACHED, "/agent/scenarios", {
      locale: "es-US",
    });
    await page.getByRole("heading", { name: "Escenarios", level: 1 }).waitFor();
    await page
      .getByRole("link", { name: /^Prueba.*No pasó/ })
      .first()
      .click();
    await page.getByText("Alguien huele gas", { exact: true }).waitFor();
    await page.getByText("No sonó ningún teléfono para quien llamó.").first().waitFor();
    await context.close();
  });
}
