// The numbers, the accounts behind them, and the connection check with what to do about each finding.

import assert from "node:assert/strict";
import { it } from "node:test";
import { openAs } from "../browser.mjs";
import { FOUNDER, OWNER } from "../screens.mjs";

/** The owner whom the tests of the set-up lead to a number. */
const LAUNCHED = "kim.lee@peak.example";
const CHECK = /\/connection$/;

const answer = (checks) => (route) =>
  route.fulfill({
    status: 200,
    contentType: "application/json",
    body: JSON.stringify({ works: checks.every(({ result }) => result !== "wrong"), checks }),
  });

export function numberTests(bench) {
  it("connects another number of the account, and disconnects it", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, LAUNCHED, "/numbers", { width: 390 });
    await page.getByText("Calls reach your agent").waitFor();
    const second = page.getByRole("listitem").filter({ hasText: "(214) 555-0111" });
    await second.getByRole("button", { name: "Connect" }).click();
    await second.getByText("Answered by the agent").waitFor();
    await second.getByRole("button", { name: "Disconnect" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
    await second.getByText("Answered by the agent").waitFor({ state: "detached" });
    await second.getByRole("button", { name: "Connect" }).waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("buys a number after saying what it costs, and connects it", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, LAUNCHED, "/numbers", { width: 390 });
    await page.getByRole("button", { name: "Buy a number" }).click();
    const dialog = page.getByRole("dialog");
    assert.equal(await dialog.getByLabel("Area code").inputValue(), "214", "guessed from the forwarding number");
    await dialog.getByText("Each costs $1.15 a month.").waitFor();
    await dialog.getByLabel("Contains digits").fill("1");
    await dialog.getByRole("button", { name: "Search" }).click();
    await dialog.getByText("Two to ten digits.").waitFor();
    await dialog.getByLabel("Contains digits").fill("0125");
    await dialog.getByLabel("Contains digits").press("Enter");
    await dialog.getByRole("radio", { name: "(214) 555-0124" }).waitFor({ state: "detached" });
    await dialog.getByRole("radio", { name: "(214) 555-0125" }).check();
    await dialog.getByRole("button", { name: "Choose" }).click();
    await dialog.getByRole("heading", { name: "Buy (214) 555-0125?" }).waitFor();
    await dialog.getByText("Twilio charges your account $1.15 now and each month").waitFor();
    await dialog.getByRole("button", { name: "Buy for $1.15 a month" }).click();
    await page.getByText("(214) 555-0125 is yours and connected.").waitFor();
    const bought = page.getByRole("listitem").filter({ hasText: "(214) 555-0125" });
    await bought.getByText("Answered by the agent").waitFor();
    await bought.getByRole("button", { name: "Disconnect" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
    await bought.getByText("Answered by the agent").waitFor({ state: "detached" });
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("buys a number in the set-up, which is then the one that is chosen", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, LAUNCHED, "/set-up/telephone");
    await page.getByRole("button", { name: "Buy a number" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("ZIP code").fill("80202");
    await dialog.getByLabel("Area code").fill("");
    await dialog.getByLabel("Area code").press("Enter");
    await dialog.getByRole("radio", { name: "(303) 555-0126" }).check();
    await dialog.getByRole("button", { name: "Choose" }).click();
    await dialog.getByRole("button", { name: "Buy for $1.15 a month" }).click();
    await page.getByText("(303) 555-0126 is yours and connected.").waitFor();
    const chosen = page.getByRole("radio", { name: "(303) 555-0126" });
    await chosen.waitFor();
    assert.ok(await chosen.isChecked());
    assert.equal(new URL(page.url()).pathname, "/set-up/telephone", "the form around the dialog is not sent");
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("says why Twilio does not sell a number, and repeats an unclear order of the same number only", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, LAUNCHED, "/numbers");
    const refusals = [
      [409, "conflict", "Twilio no longer offers this number: choose another one (Twilio's error 21422)"],
      [502, "refused-elsewhere", "Twilio did not say whether it sold the number"],
    ];
    await page.route(/\/numbers\/purchases$/, (route) => {
      const [status, kind, detail] = refusals.shift();
      const type = `urn:front-desk:problem:${kind}`;
      const body = JSON.stringify({ type, title: "No", status, detail });
      return route.fulfill({ status, contentType: "application/problem+json", body });
    });
    await page.getByRole("button", { name: "Buy a number" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio").first().check();
    await dialog.getByRole("button", { name: "Choose" }).click();
    const buy = dialog.getByRole("button", { name: "Buy for" });
    await buy.click();
    await dialog.getByText("choose another one (Twilio's error 21422).").waitFor();
    await buy.click();
    await dialog.getByText("it is not bought twice").waitFor();
    assert.ok(await dialog.getByRole("button", { name: "Back to the list" }).isDisabled());
    await context.close();
  });

  it("says of a company without a number what is missing, and leads there", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, FOUNDER, "/numbers");
    await page.getByText("Calls do not all reach your agent").waitFor();
    await page.getByText("No Twilio account is stored.").waitFor();
    await page.getByRole("link", { name: "To the account" }).click();
    assert.equal(new URL(page.url()).hash, "#account");
    await page.getByRole("link", { name: "Say who is reached" }).first().click();
    await page.waitForURL("**/agent/after-hours");
    await page.getByRole("textbox", { name: "Forwarding number" }).waitFor();
    await context.close();
  });

  it("reconnects a number after its settings were changed at Twilio", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, LAUNCHED, "/sign-in");
    const message = "Twilio does not send all calls of +12145550110 here: connect it again.";
    const findings = [{ code: "number_not_set", value: "+12145550110", message }];
    await page.route(CHECK, answer([{ name: "numbers_at_twilio", result: "wrong", findings }]), { times: 1 });
    await page.goto(`${bench.system.url}/numbers`);
    await page.getByText("Twilio does not send all calls of (214) 555-0110 here").waitFor();
    await page.getByRole("button", { name: "Connect (214) 555-0110 again" }).click();
    await page.getByText("Calls reach your agent").waitFor();
    await context.close();
  });

  it("turns test mode off from the check", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/settings");
    await page.getByRole("switch", { name: "Answer calls as a test" }).click();
    await page.getByRole("dialog").getByRole("button").last().click();
    await page.getByText("Test mode:").first().waitFor();
    await page.goto(`${bench.system.url}/numbers`);
    await page.getByRole("button", { name: "Turn test mode off" }).click();
    await page.getByText("Test mode is on").waitFor({ state: "detached" });
    await context.close();
  });

  it("shows a finding that it does not know as the API says it", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/sign-in");
    await page.route(
      CHECK,
      answer([{ name: "model", result: "advice", findings: [{ code: "new", message: "Something new." }] }]),
    );
    await page.goto(`${bench.system.url}/numbers`);
    await page.getByText("Something new.").waitFor();
    await context.close();
  });
}
