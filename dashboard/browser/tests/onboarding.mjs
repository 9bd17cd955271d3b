// From a sign-up to an agent that is launched, timed as a person would do it; what is kept, what is mapped to a field; invitations.

import assert from "node:assert/strict";
import { it } from "node:test";
import { becomes, hasFocus, openAs, openPage, signIn } from "../browser.mjs";
import { TESTED } from "../screen.mjs";
import { NEWCOMER } from "../screens.mjs";
import { tokenOf } from "../system.mjs";

/**
 * The time that a person's hands and head take, by the keystroke-level model (Card, Moran, Newell 1980): typing as an average
 * typist, pointing, moving the hands to the keyboard, and one thought before each act.
 */
class Person {
  static KEY = 0.28;
  static POINT = 1.1;
  static CLICK = 0.2;
  static HANDS = 0.4;
  static THOUGHT = 1.35;
  /** To find something on another page and copy it. */
  static LOOK_UP = 12;
  seconds = 0;

  async click(locator) {
    await locator.click();
    this.seconds += Person.THOUGHT + Person.POINT + Person.CLICK;
  }

  async type(locator, words) {
    await locator.fill(words);
    this.seconds += Person.THOUGHT + Person.POINT + Person.CLICK + Person.HANDS + words.length * Person.KEY;
  }

  async paste(locator, words) {
    await locator.fill(words);
    this.seconds += Person.THOUGHT + Person.POINT + Person.CLICK + Person.LOOK_UP + 2 * Person.KEY;
  }
}

/** Asks the API for what a test prepares or verifies. */
export async function api(system, email, path, { method = "GET", body, version } = {}) {
  const headers = {
    authorization: `Bearer ${await tokenOf(system, email)}`,
    "content-type": "application/json",
    ...(version && { "if-match": `"${version}"` }),
  };
  const answer = await fetch(`${system.url}/admin${path}`, { method, headers, body: body && JSON.stringify(body) });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
}

export const heading = (page, name) => page.getByRole("heading", { name, level: 1 }).waitFor();
export const next = (page) => page.getByRole("button", { name: "Continue" });

export function onboardingTests(bench) {
  it("leads an owner from the sign-up to a launched agent in five minutes", async (test) => {
    const { page, context, wrong } = await openPage(bench.browser, { width: 390 });
    const { account_sid, auth_token, numbers } = bench.system.manifest.spare_twilio_account;
    const person = new Person();
    const email = "kim.lee@peak.example";
    const started = performance.now();

    await page.goto(bench.system.url);
    await person.click(page.getByRole("button", { name: "Sign in", exact: true }));
    await person.type(page.getByLabel("E-mail"), email);
    await person.type(page.getByLabel("Name"), "Kim Lee");
    await person.click(page.getByRole("button", { name: "Continue" }));

    await heading(page, "Your company");
    assert.equal(await page.getByLabel("Time zone").inputValue(), "America/Chicago");
    await person.type(page.getByLabel("Company name"), "Peak Heating & Air");
    await person.type(page.getByLabel("ZIP codes"), "802, 80301");
    await person.type(page.getByLabel("Cities"), "Denver");
    await person.type(page.getByLabel("Heating or cooling repair"), "89");
    await person.click(page.getByRole("button", { name: "Create my company" }));

    await heading(page, "Your telephone");
    await person.paste(page.getByLabel("Account SID"), account_sid);
    await person.paste(page.getByLabel("Auth token"), auth_token);
    await person.click(page.getByRole("button", { name: "Check and save" }));
    await page.getByText("Works", { exact: true }).waitFor();
    assert.ok(await page.getByLabel("(214) 555-0110").isChecked());
    await person.type(page.getByLabel("Forwarding number"), "2145550188");
    await person.click(next(page));

    await heading(page, "Your hours");
    await person.click(page.getByRole("button", { name: /^Saturday/ }));
    await person.click(page.getByRole("button", { name: "Add hours" }));
    await person.click(next(page));

    await heading(page, "Voice and personality");
    await person.click(page.getByRole("radio", { name: "sage" }));
    await person.click(page.getByRole("checkbox", { name: "Empathetic" }));
    await person.click(next(page));

    await heading(page, "Review and launch");
    await page.getByText("Thank you for calling Peak Heating & Air. I'm Nova").waitFor();
    await person.click(page.getByRole("button", { name: "Start a test call" }));
    await person.type(page.getByLabel("What the caller says"), "My furnace stopped working last night");
    await person.click(page.getByRole("button", { name: "Say", exact: true }));
    await page
      .getByRole("log")
      .getByText(/how warm/)
      .waitFor();
    await person.click(page.getByRole("button", { name: "Launch" }));
    await page.getByRole("heading", { name: "Your first days", level: 1 }).waitFor(TESTED);

    const waited = (performance.now() - started) / 1_000;
    test.diagnostic(`by hand ${Math.round(person.seconds)} s, waiting ${Math.round(waited)} s`);
    assert.ok(person.seconds + waited < 300, `${person.seconds} s by hand, ${waited} s of waiting`);
    assert.deepEqual(wrong, []);

    const company = await api(bench.system, email, "/tenants/me");
    assert.deepEqual([company.numbers, company.test_mode], [[numbers[0]], false]);
    const { configuration } = await api(bench.system, email, "/tenants/me/configuration/versions/published");
    assert.deepEqual(configuration.service_area.zips, ["802", "80301"]);
    assert.equal(configuration.forwarding_number, "+12145550188");
    assert.deepEqual(configuration.on_call.people, [{ name: "Kim Lee", number: "+12145550188" }]);
    assert.equal(configuration.job_types.find(({ id }) => id === "repair").fee_micro_usd, 89_000_000);
    await context.close();
  });

  it("keeps what is typed through a reload, and what is saved through a way back", async () => {
    const { page, context } = await openPage(bench.browser);
    await signIn(page, bench.system, "rae@reload.example");
    await page.getByLabel("Company name").fill("Reload Air");
    await page.getByLabel("Cities").fill("Golden");
    await page.reload();
    assert.equal(await page.getByLabel("Company name").inputValue(), "Reload Air");
    await page.getByRole("button", { name: "Create my company" }).click();
    await heading(page, "Your telephone");
    await page.getByLabel("Not yet").check();
    await page.getByLabel("Forwarding number").fill("(303) 555-01");
    // Someone comes back another day, to the step where they left.
    await page.goto(bench.system.url);
    await page.getByRole("link", { name: "Go on with the set-up" }).click();
    await heading(page, "Your telephone");
    assert.equal(await page.getByLabel("Forwarding number").inputValue(), "(303) 555-01");
    assert.ok(await page.getByLabel("Not yet").isChecked());
    await page.getByRole("link", { name: "Back" }).click();
    await heading(page, "Your company");
    assert.equal(await page.getByLabel("Cities").inputValue(), "Golden");
    await context.close();
  });

  it("shows what is wrong at the field, and does not lose the rest", async () => {
    const { page, context } = await openPage(bench.browser);
    await signIn(page, bench.system, "flo@field.example");
    await page.getByLabel("Company name").fill("Field Air");
    await page.getByRole("button", { name: "Create my company" }).click();
    await heading(page, "Your telephone");
    await page.getByLabel("Account SID").fill("AC12");
    await page.getByLabel("Auth token").fill("wrong");
    await page.getByRole("button", { name: "Check and save" }).click();
    await page.getByText("expected AC followed by 32 hexadecimal digits").waitFor();
    await page.getByLabel("Account SID").fill(bench.system.manifest.spare_twilio_account.account_sid);
    await page.getByRole("button", { name: "Check and save" }).click();
    await page.getByText("Twilio rejects this account SID with this auth token").waitFor();
    await page.getByLabel("Not yet").check();
    // The form does not refuse a premium number, and the API does.
    await page.getByLabel("Forwarding number").fill("900 555 0100");
    await next(page).click();
    const field = page.getByLabel("Forwarding number");
    await page.locator("[aria-invalid=true]").waitFor();
    await becomes(() => field.getAttribute("aria-invalid"), "true");
    await hasFocus(field);
    await context.close();
  });

  it("lets an invited person join by the link, through the sign-in", async () => {
    const body = { email: "ivy@invited.example", name: "Ivy", role: "dispatcher" };
    const { code } = await api(bench.system, "owner@desert.example", "/tenants/me/people", { method: "POST", body });
    const { page, context, wrong } = await openPage(bench.browser, { width: 390 });
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`${bench.system.url}/join#${code}`);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("E-mail").fill(body.email);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText(`You are signed in as ${body.email}.`).waitFor();
    await page.getByRole("button", { name: "Accept the invitation" }).click();
    // A dispatcher's work begins there.
    await heading(page, "Inbox");
    assert.equal(asked.filter((url) => url.includes(code)).length, 0, "the code is in no address that is sent");
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("says why an invitation is refused", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, NEWCOMER, "/join");
    await page.getByLabel("Code of the invitation").fill("inv_long_gone");
    await page.getByRole("button", { name: "Accept the invitation" }).click();
    await page.getByText("the invitation is no longer valid; ask for a new one").waitFor();
    await context.close();
  });
}
