// Scenarios that a company makes of its calls, replays of calls, and a model that is tried with every company.

import assert from "node:assert/strict";
import { it } from "node:test";
import { assertAccessibleEverywhere, becomes, openAs, settle } from "../browser.mjs";
import { TESTED } from "../screen.mjs";
import { OPERATOR, OWNER } from "../screens.mjs";

export function scenarioTests(bench) {
  it("replays a call against the draft, side by side", async () => {
    const call = bench.known.calls.find(({ facts }) => facts?.outcome === "booked");
    const path = `/calls/${call.call_id}`;
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, path, { width: 390 });
    await page.getByRole("button", { name: "Replay against the draft" }).click();
    await page.waitForURL(/agent\/scenarios\/run_/);
    await page.getByRole("heading", { name: "Now", exact: true }).first().waitFor(TESTED);
    await page.getByText("Then: Booked").waitFor();
    await page.getByText(/^Now: /).waitFor();
    await page.getByText(/turns? differs?|No turn differs/).waitFor();
    const places = () =>
      page.evaluate(() => {
        const [before, now] = [...document.querySelectorAll("section h3")].map((name) => name.getBoundingClientRect());
        return { isBeside: Math.abs(before.top - now.top) < 1, isBelow: now.top > before.bottom };
      });
    await becomes(async () => (await places()).isBelow, true, "below each other on a telephone");
    await page.setViewportSize({ width: 1280, height: 800 });
    await becomes(async () => (await places()).isBeside, true, "beside each other on a wide screen");
    await assertAccessibleEverywhere(page, "a replay");
    await page.reload();
    await page.getByText("Then: Booked").waitFor();
    // A day later, what was said now is gone.
    await page.route(/scenario-runs\/run_/, async (route) => {
      const response = await route.fetch();
      const run = await response.json();
      const turns = run.replay.turns.map((turn) => ({ ...turn, now: [], tools_now: [] }));
      await route.fulfill({ response, json: { ...run, replay: { ...run.replay, turns } } });
    });
    await page.reload();
    await page.getByText("What was said in a test call is kept for a day.").waitFor();
    assert.equal(await page.getByRole("heading", { name: "Now", exact: true }).count(), 0);
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("makes a scenario of a call, which the next test has, and removes it", async () => {
    const call = bench.known.calls.find(({ facts }) => facts?.outcome === "message");
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, `/calls/${call.call_id}`);
    await page.getByRole("button", { name: "Make a scenario of this call" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Comes to “Message”").waitFor();
    await dialog.getByLabel("Title").fill("");
    await dialog.getByRole("button", { name: "Make a scenario of this call" }).click();
    await dialog.getByText("Type a title.").waitFor();
    await dialog.getByLabel("Title").fill("Leaves a message about a thermostat");
    await dialog.getByRole("button", { name: "Make a scenario of this call" }).click();
    await dialog.getByRole("link", { name: "See the scenarios" }).click();
    const title = page.getByRole("heading", { name: "Leaves a message about a thermostat" });
    await title.waitFor();
    await assertAccessibleEverywhere(page, "scenarios");
    await page.getByRole("button", { name: "Test the draft" }).click();
    await page.getByText("Leaves a message about a thermostat").waitFor();
    await page
      .getByText(/Passed|Did not pass/)
      .first()
      .waitFor(TESTED);
    await page.getByRole("link", { name: "Scenarios" }).click();
    await page.getByRole("button", { name: "Remove Leaves a message about a thermostat" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("The scenario is removed.").waitFor();
    await title.waitFor({ state: "detached" });
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("makes a scenario of what someone writes, which survives a reload, and the next test has it", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/agent/scenarios", { width: 390 });
    await page.getByRole("button", { name: "Write a scenario" }).click();
    const dialog = page.getByRole("dialog", { name: "Write a scenario" });
    await dialog.getByRole("button", { name: "Make the scenario" }).click();
    await dialog.getByText("Type a title.").waitFor();
    await dialog.getByLabel("Title").fill("Asks what a visit costs");
    await dialog.getByLabel("What the caller says").fill("[whistles]");
    await page.reload();
    assert.equal(await dialog.getByLabel("Title").inputValue(), "Asks what a visit costs");
    await dialog.getByRole("button", { name: "Make the scenario" }).click();
    await dialog.getByText(/^a turn is words/).waitFor();
    const turns = dialog.getByLabel("What the caller says");
    await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
    await turns.fill("How much does a repair visit cost?\nThat is all, thank you. Goodbye.");
    await dialog.getByText("More: when it calls").click();
    await dialog.getByLabel("The call arrives on").selectOption("tue");
    await dialog.getByLabel("At", { exact: true }).fill("10:30");
    await dialog.getByLabel("The agent says", { exact: true }).fill("89|eighty-nine");
    await dialog.getByLabel("The agent never says").fill("free of charge");
    await dialog.getByRole("button", { name: "Make the scenario" }).click();
    await page.getByRole("heading", { name: "Asks what a visit costs" }).waitFor();
    await page.getByText("Calls on Tuesday at 10:30 AM").waitFor();
    await page.getByText("The agent says “89” or “eighty-nine”").waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.getItem("unsent:scenario")), null);
    await page.getByRole("button", { name: "Test the draft" }).click();
    await page.getByText("Asks what a visit costs").waitFor();
    await page
      .getByText(/Passed|Did not pass/)
      .first()
      .waitFor(TESTED);
    await page.getByRole("link", { name: "Scenarios" }).click();
    await page.getByRole("button", { name: "Remove Asks what a visit costs" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("The scenario is removed.").waitFor();
    await context.close();
  });

  it("shows a dispatcher the scenarios without what only others may do", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, "dispatcher@acme.example", "/agent");
    await page.getByRole("link", { name: "Scenarios" }).click();
    await page.getByRole("heading", { name: "Latest tests" }).waitFor();
    await settle(page);
    assert.equal(await page.getByRole("button", { name: /^Remove/ }).count(), 0);
    await context.close();
  });

  it("tries a model with every company, and keeps the report through a reload", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OPERATOR, "/platform");
    await page.getByLabel("Model to try").selectOption("another-model");
    await page.getByRole("button", { name: "Try it with all companies" }).click();
    await page.getByText(/^Begun for \d+ compan/).waitFor();
    await page.waitForURL(/trial=run_/);
    await page.reload();
    const report = page.getByRole("table", { name: "Report of the trial" });
    const acme = report.getByRole("row").filter({ hasText: "Acme Heating & Air" });
    await acme.getByText(/Passed|Did not pass/).waitFor(TESTED);
    await acme.getByText(/^\d+ of \d+$/).waitFor();
    await assertAccessibleEverywhere(page, "a trial of a model");
    assert.deepEqual(wrong, []);
    await context.close();
  });
}
