// What an owner changes about the agent: holidays on a telephone, two people at once, text that outlives a reload, versions.

import assert from "node:assert/strict";
import { it } from "node:test";
import { hasFocus, openAs } from "../browser.mjs";
import { TESTED } from "../screen.mjs";
import { OWNER } from "../screens.mjs";
import { tokenOf } from "../system.mjs";

const MANAGER = "manager@acme.example";
const save = (page) => page.getByRole("button", { name: "Save", exact: true }).click();
const greeting = (page) => page.getByLabel("Greeting", { exact: true });

export function agentTests(bench) {
  const asked = async (path) => {
    const headers = { authorization: `Bearer ${await tokenOf(bench.system, OWNER)}` };
    return (await fetch(`${bench.system.url}/admin/tenants/me/configuration/${path}`, { headers })).json();
  };

  it("changes Thanksgiving's hours on a telephone, from Today to published", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/", { width: 390 });
    await page.getByRole("link", { name: "Agent", exact: true }).click();
    await page.getByRole("link", { name: "Hours and holidays" }).click();
    const row = page.getByRole("listitem").filter({ has: page.getByRole("button", { name: /^Thanksgiving/ }) });
    await row.getByRole("button", { name: /^Thanksgiving/ }).click();
    await row.getByRole("radio", { name: "Special hours" }).check();
    await row.getByLabel("Closes", { exact: true }).fill("12:00");
    await save(page);
    await page.getByRole("button", { name: "Review and publish" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/^Thanksgiving, Thu, Nov/).waitFor();
    await dialog.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByText("Published. New calls use it.").waitFor(TESTED);
    const { configuration } = await asked("versions/published");
    const closure = configuration.hours.closures.find(({ name, hours }) => name === "Thanksgiving" && hours.length > 0);
    assert.deepEqual(closure.hours, [{ opens: "08:00", closes: "12:00" }]);
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("keeps what was typed over a reload, and drops it when asked", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/agent/greeting");
    const before = await greeting(page).inputValue();
    await greeting(page).fill("Good day from Acme.");
    await page.reload();
    await page.getByText("Your unsaved changes are back.").waitFor();
    assert.equal(await greeting(page).inputValue(), "Good day from Acme.");
    await page.getByRole("button", { name: "Discard" }).click();
    assert.equal(await greeting(page).inputValue(), before);
    await context.close();
  });

  it("keeps what is typed while a save is under way, for the next save", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/agent/greeting");
    let goOn;
    const held = new Promise((resolve) => {
      goOn = resolve;
    });
    await page.route(/configuration\/draft$/, (route) => held.then(() => route.continue()), { times: 1 });
    await greeting(page).fill("Good day from Acme.");
    await save(page);
    await greeting(page).fill("Good day from Acme, how can I help?");
    goOn();
    await page.getByText("Saved to the draft.").waitFor();
    assert.equal((await asked("versions/draft")).configuration.greeting, "Good day from Acme.");
    assert.equal(await greeting(page).inputValue(), "Good day from Acme, how can I help?");
    await save(page);
    await page.getByRole("button", { name: "Save", exact: true }).waitFor({ state: "detached" });
    assert.equal((await asked("versions/draft")).configuration.greeting, "Good day from Acme, how can I help?");
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("shows the API's words at the field that they are about, and goes there", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/agent/services");
    const minutes = page.getByLabel("Minutes").nth(1);
    await minutes.fill("5");
    await save(page);
    await page.getByText("a visit takes 15 to 720 minutes").nth(1).waitFor();
    assert.equal(await minutes.getAttribute("aria-invalid"), "true");
    await hasFocus(minutes);
    await context.close();
  });

  it("shows who saved first and what differs, keeps both changes, and saves on top", async () => {
    const [mine, theirs] = await Promise.all([
      openAs(bench.browser, bench.system, OWNER, "/agent/greeting"),
      openAs(bench.browser, bench.system, MANAGER, "/agent/greeting"),
    ]);
    await greeting(mine.page).fill("Hello from the owner.");
    await theirs.page.getByLabel("Agent's name").fill("Ada");
    await greeting(theirs.page).fill("Hello from the manager.");
    await save(theirs.page);
    await theirs.page.getByText("Saved to the draft.").waitFor();
    await save(mine.page);
    await mine.page.getByText(/^Marco.* saved first/).waitFor();
    const conflict = mine.page.getByRole("alert");
    await conflict.getByText("Hello from the manager.").waitFor();
    assert.equal(await greeting(mine.page).inputValue(), "Hello from the owner.");
    await mine.page.getByRole("button", { name: "Put my changes on top" }).click();
    await save(mine.page);
    await mine.page.getByText("Saved to the draft.").waitFor();
    const { configuration } = await asked("versions/draft");
    assert.equal(configuration.greeting, "Hello from the owner.");
    assert.equal(configuration.agent_name, "Ada");
    await Promise.all([mine.context.close(), theirs.context.close()]);
  });

  it("saves at once when someone else saved another part, and says so", async () => {
    const [mine, theirs] = await Promise.all([
      openAs(bench.browser, bench.system, OWNER, "/agent/voice"),
      openAs(bench.browser, bench.system, MANAGER, "/agent/on-call"),
    ]);
    await mine.page.getByRole("radio", { name: /onyx/ }).check();
    await theirs.page.getByRole("button", { name: "Move Maria up" }).click();
    await save(theirs.page);
    await theirs.page.getByText("Saved to the draft.").waitFor();
    await save(mine.page);
    await mine.page.getByText(/^Saved\. Marco.* saved other changes/).waitFor();
    const { configuration } = await asked("versions/draft");
    assert.equal(configuration.voice, "onyx");
    assert.deepEqual(
      configuration.on_call.people.map(({ name }) => name),
      ["Maria", "Luis"],
    );
    await Promise.all([mine.context.close(), theirs.context.close()]);
  });

  it("chooses another model, and the usual one again", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/agent/voice");
    const choice = page.getByLabel("The model that answers");
    await choice.waitFor();
    assert.deepEqual(await choice.locator("option").allTextContents(), ["fake-openai (usual)", "another-model"]);
    await choice.selectOption("another-model");
    await save(page);
    await page.getByText("Saved to the draft.").waitFor();
    assert.equal((await asked("versions/draft")).configuration.model, "another-model");
    await choice.selectOption("");
    await save(page);
    await page.getByRole("button", { name: "Save", exact: true }).waitFor({ state: "detached" });
    assert.equal((await asked("versions/draft")).configuration.model, undefined);
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("masks dates of birth too, shows it among the changes, and stops", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/agent/callers", { width: 390 });
    const dates = page.getByRole("checkbox", { name: "Dates of birth" });
    await dates.check();
    await save(page);
    await page.getByRole("button", { name: "Review and publish" }).click();
    await page.getByRole("dialog").getByText("Masked too").waitFor();
    await page.getByRole("button", { name: "Not yet" }).click();
    assert.deepEqual((await asked("versions/draft")).configuration.mask_also, ["birth_dates"]);
    await dates.uncheck();
    await save(page);
    await page.getByRole("button", { name: "Review and publish" }).waitFor({ state: "detached" });
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("streams speech, shows it among the changes, and stops", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/agent/voice", { width: 390 });
    const streaming = page.getByRole("switch", { name: "Stream speech" });
    assert.equal(await streaming.getAttribute("aria-checked"), "false");
    await page.getByText(/\$0\.07 a minute/).waitFor();
    await streaming.click();
    await save(page);
    await page.getByRole("button", { name: "Review and publish" }).click();
    await page.getByRole("dialog").getByText("Streams speech").waitFor();
    await page.getByRole("button", { name: "Not yet" }).click();
    assert.equal((await asked("versions/draft")).configuration.streaming, true);
    await streaming.click();
    await save(page);
    await page.getByRole("button", { name: "Save", exact: true }).waitFor({ state: "detached" });
    assert.equal((await asked("versions/draft")).configuration.streaming, undefined);
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("shows a version's changes and rolls back to it", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/agent/history");
    await page.getByRole("button", { name: /^Version 1\b/ }).click();
    await page.getByRole("button", { name: "Roll back to this" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/^Thanksgiving/).waitFor();
    await dialog.getByRole("button", { name: "Roll back to this" }).click();
    await page.getByText("Version 1 is live again.").waitFor();
    assert.equal((await asked("versions/published")).number, 1);
    await context.close();
  });

  it("holds a test call of the draft, with what was decided beside each turn", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/agent/hours?test=true");
    await page.getByRole("button", { name: "Start a test call" }).click();
    await page.getByLabel(/^What the caller says/).fill("I smell gas in the kitchen");
    await page.getByRole("button", { name: "Say", exact: true }).click();
    await page.getByText("Emergency: gas leak").waitFor();
    await page.getByRole("button", { name: "Nobody answers" }).click();
    await page.getByText("Nobody answers").first().waitFor();
    await page.getByRole("button", { name: "Hang up" }).click();
    await page.getByText("The call has ended.").waitFor();
    await context.close();
  });
}
