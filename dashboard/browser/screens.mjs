// Every screen and state that the tests of accessibility and the pictures visit.

import { soundsLast } from "./browser.mjs";
import { PROPOSAL_SCREENS } from "./proposed.mjs";
import { FOUNDER, failing, OWNER, VIEWER } from "./screen.mjs";
import { tokenOf } from "./system.mjs";
import { bookVisits, SCHEDULE_SCREENS } from "./visits.mjs";

export { FOUNDER, OWNER, VIEWER };

export const EMPTY = "owner@desert.example";
/** Someone without a company. */
export const NEWCOMER = "nora.new@nowhere.example";
export const OPERATOR = "operator@front-desk.example";

/** Rings the company, and waits until its calls are counted. What it returns is known to the paths below. */
export async function prepare(system, scripts = ["booking", "gas", "message"]) {
  await found(system, FOUNDER, "Fresh Air Heating");
  for (const script of scripts) await system.ring(script);
  const headers = { authorization: `Bearer ${await tokenOf(system, OWNER)}` };
  const calls = await listed(system, scripts.length);
  const replay = calls[0] && (await replayOf(system, headers, calls[0].call_id));
  return { calls, visits: await bookVisits(system, headers), replay };
}

/** Waits until a person's company lists so many calls, and returns them. */
async function listed(system, count, email = OWNER) {
  const headers = { authorization: `Bearer ${await tokenOf(system, email)}` };
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`${system.url}/admin/tenants/me/calls`, { headers });
    const { items } = await answer.json();
    if (items?.length >= count) return items;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("the calls are not listed");
}

/** Rings a company, and waits until it lists the call to this person. */
export async function ringUntilListed(system, script, company, email = OWNER) {
  const before = await listed(system, 0, email);
  await system.ring(script, company);
  await listed(system, before.length + 1, email);
}

/** Begins the replay of a call, and returns its id. */
async function replayOf(system, headers, call_id) {
  const answer = await fetch(`${system.url}/admin/tenants/me/scenario-runs`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ version: "draft", call_id }),
  });
  if (!answer.ok) throw new Error(`a replay is not begun: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).run_id;
}

/** Founds a company, as far as the first step of the set-up does. */
export async function found(system, email, name) {
  const headers = { authorization: `Bearer ${await tokenOf(system, email)}`, "content-type": "application/json" };
  const body = JSON.stringify({ name, time_zone: "America/Chicago", owner: { email, name: "Finn" } });
  const answer = await fetch(`${system.url}/admin/tenants`, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(await answer.text());
}

/** Presses a button, and waits for what the API refuses. */
function press(name) {
  return async (page) => {
    await page.getByRole("button", { name }).click();
    await page.locator("form [aria-invalid], form .border-bad").first().waitFor();
  };
}

async function makeKey(page) {
  await page.getByRole("link", { name: "Create a key" }).click();
  await page.getByLabel("Name").fill("Weekly report");
  await page.getByLabel("Read calls, messages and figures").check();
  await page.getByRole("button", { name: "Create the key" }).click();
  await page.getByRole("button", { name: "Copy" }).waitFor();
}

/** Opens a recorded walk-through, at its third line. */
function openWalkthrough(name) {
  return async (page) => {
    await page.getByRole("button", { name }).click();
    await page.waitForFunction(() => document.querySelector("video")?.readyState >= 2);
    await page.getByRole("dialog").getByRole("listitem").nth(2).getByRole("button").click();
    await page.waitForFunction(() => !document.querySelector("video").seeking);
  };
}

/** A webhook without an answer, with a failed attempt in its log. */
async function makeWebhook(page) {
  await page.goto(`${page.url().split("?")[0]}?create=true`);
  await page.getByLabel("Address").fill("http://127.0.0.1:9/board");
  await page.getByLabel("What it is for").fill("Van board");
  await page.getByLabel("A visit was booked").check();
  await page.getByRole("button", { name: "Add it" }).click();
  await page.getByRole("button", { name: "Done" }).click();
  await page
    .getByRole("link", { name: /Van board/ })
    .last()
    .click();
  await page.getByRole("button", { name: "Send it" }).click();
  await page.locator("summary").first().click();
  await page
    .getByText(/Attempt 1/)
    .first()
    .waitFor();
}

/** The platform with problems, as the API describes them. */
export async function platformProblems(page) {
  const acme = { tenant_id: "ten_acme", name: "Acme Heating & Air", status: "active" };
  const since = "2026-11-23T14:00:00Z";
  const body = {
    alarms: [
      { name: "front-desk-dead-letters", since, reason: "1 datapoint (2.0) was greater than the threshold (0.0)." },
    ],
    retiring_models: [
      { name: "gpt-4.1-mini", role: "second", retires_on: "2027-01-14", days_left: 52, replacement: "gpt-6-luna" },
      { name: "gpt-4o", role: "allowed", retires_on: "2026-11-14", days_left: -9 },
    ],
    trials_budget_exhausted: true,
    checked: 25,
    companies: [
      {
        ...acme,
        failing_connections: [{ connection: "twilio", problem: "refused", since }],
        exhausted_budget: {
          period: "day",
          budget_micro_usd: 20_000_000,
          spent_micro_usd: 19_990_000,
          until: "2026-11-24T00:00:00Z",
        },
      },
    ],
    next_cursor: "bmFtZQ",
  };
  await page.route("**/admin/analytics/health*", (route) => route.fulfill({ json: body }));
  await page.reload();
  await page.getByText("front-desk-dead-letters").waitFor();
}

function click(...names) {
  return async (page) => {
    for (const name of names) await page.getByRole("button", { name }).click();
  };
}

/** The numbers for sale, in the dialog. */
async function lookForNumbers(page) {
  await page.getByRole("button", { name: "Buy a number" }).click();
  await page.getByRole("dialog").getByRole("radio").first().waitFor();
}

async function lookForNumbersInVain(page) {
  await lookForNumbers(page);
  await page.getByLabel("Contains digits").fill("999999");
  await page.getByRole("dialog").getByRole("button", { name: "Search" }).click();
  await page.getByText("Twilio has no such number now").waitFor();
}

async function chooseNumber(page) {
  await lookForNumbers(page);
  await page.getByRole("dialog").getByRole("radio").first().check();
  await page.getByRole("button", { name: "Choose" }).click();
  await page.getByRole("button", { name: "Buy for" }).waitFor();
}

async function orderInVain(page) {
  const detail = "your Twilio account is a trial, which gets one number (Twilio's error 21404)";
  const body = JSON.stringify({ type: "urn:front-desk:problem:conflict", title: "Conflict", status: 409, detail });
  const refusal = { status: 409, contentType: "application/problem+json", body };
  await page.route("**/numbers/purchases", (route) => route.fulfill(refusal));
  await chooseNumber(page);
  await page.getByRole("button", { name: "Buy for" }).click();
  await page.getByText("Twilio's error 21404").waitFor();
}

async function saveWrongGreeting(page) {
  await page.getByLabel("Greeting", { exact: true }).fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("[aria-invalid]").first().waitFor();
}

async function addOwnQuestion(page) {
  await page.getByRole("combobox", { name: "Add a usual question" }).selectOption("occupancy");
  await page.getByRole("button", { name: "Add your own question" }).click();
  await page.getByLabel("Question in English").fill("Does it run on gas, oil or electricity?");
  await page.getByLabel("Short name").fill("Fuel");
  await page.getByLabel("Answer", { exact: true }).selectOption("choice");
  await page.getByLabel("Answers to choose from").fill("gas, oil, electricity");
  await page.getByRole("switch", { name: "Required" }).click();
}

async function saveWrongQuestion(page) {
  await page.getByRole("button", { name: "Add your own question" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("[aria-invalid]").first().waitFor();
}

async function saveGreeting(page) {
  await page.getByLabel("Greeting", { exact: true }).fill(`Thank you for calling Acme. ${Date.now()}`);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Review and publish" }).waitFor();
}

async function reviewDraft(page) {
  await saveGreeting(page);
  await page.getByRole("button", { name: "Review and publish" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish" }).waitFor();
}

async function openLatest(page) {
  await page
    .getByRole("button", { name: /^Version/ })
    .first()
    .click();
}

async function smellGas(page) {
  await click("Start a test call", "I smell gas in the kitchen.")(page);
  await page.getByText("Emergency: gas leak").waitFor();
}

/** Writes a scenario with everything that it can expect. */
async function writeScenario(page) {
  await page.getByRole("button", { name: "Write a scenario" }).click();
  await page.getByLabel("Title").fill("Asks for a price on Saturday night");
  await page.getByLabel("What the caller says").fill("What does a repair cost?\nThat's all, thank you.\n[hang up]");
  await page.getByText("More: when it calls").click();
  await page.getByLabel("The call arrives on").selectOption("sat");
  await page.getByLabel("At", { exact: true }).fill("23:30");
}

async function writeWrongScenario(page) {
  await writeScenario(page);
  await page.getByLabel("What the caller says").fill("[whistles]");
  await page.getByRole("button", { name: "Make the scenario" }).click();
  await page.locator("[aria-invalid]").first().waitFor();
}

/** Chooses the languages, with everything that each of them can have. */
async function chooseLanguages(page) {
  await page.getByLabel("Choose the languages").check();
  await page.getByLabel("Greeting in Spanish", { exact: true }).fill("Gracias por llamar a Acme.");
  await page.getByLabel("Calls begin in").waitFor();
}

/** The sentences of a call that the model may not say: one was rephrased, and the next one replaced. */
export async function catchSentences(page) {
  await page.route("**/admin/**/calls/CA*", async (route) => {
    const response = await route.fetch();
    const caught = [
      { kind: "diagnosis", sentence: "It's probably the capacitor.", turn: 1, rephrased: true },
      { kind: "price", sentence: "That would be about $[number].", turn: 2, rephrased: false },
    ];
    return route.fulfill({ response, json: { ...(await response.json()), caught } });
  });
  await page.reload();
  await page.getByText("It's probably the capacitor.").waitFor();
}

/** Hears a voice whose sample is answered with this status. */
function hearVoice(voice, status) {
  return async (page) => {
    await page.evaluate(soundsLast);
    if (status !== 200) await page.route(/voice-samples/, (route) => route.fulfill({ status, body: "{}" }));
    await page.getByRole("button", { name: `Hear ${voice}` }).click();
    const shown = page.getByRole("button", { name: status === 200 ? `Stop ${voice}` : `Hear ${voice} again` });
    await shown.or(page.getByText(/and your browser has no voice/).first()).waitFor();
  };
}

/** The manager saves another voice while the owner chooses one. */
async function saveOtherVoice(page) {
  await page.locator("input[type=radio][name=voice]:not(:checked)").first().check();
  await page.route(/configuration\/versions\/draft/, async (route) => {
    const response = await route.fetch();
    const draft = await response.json();
    draft.number += 1;
    draft.configuration.voice = "sage";
    draft.saved = { by: "usr_acme_manager", at: new Date().toISOString() };
    await route.fulfill({ response, json: draft });
  });
  await page.route(/configuration\/draft/, (route) =>
    route.fulfill({ status: 412, contentType: "application/problem+json", body: "{}" }),
  );
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("saved first").waitFor();
}

/** The question before an erasure; the company is shown as a suspended one. */
async function askToErase(page) {
  await page.route(/\/admin\/tenants\/ten_acme$/, async (route) => {
    const response = await route.fetch();
    return route.fulfill({ response, json: { ...(await response.json()), status: "suspended" } });
  });
  await page.reload();
  await page.getByRole("button", { name: "Erase the company" }).click();
  await page.getByLabel(/^Type /).waitFor();
}

/** A screen whose file is not there, since there is no network. */
async function openWithoutNetwork(page) {
  await page.locator("h1").waitFor();
  await page.route(/\/assets\/.*\.js/, (route) => route.abort());
  await page.context().setOffline(true);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Schedule" }).click();
  await page.getByRole("alert").getByText("You are offline", { exact: true }).waitFor();
}

async function failDraft(page) {
  await page.route(/configuration\/versions/, (route) => route.fulfill({ status: 503, body: "" }));
  await page.reload();
  await page.getByRole("alert").first().waitFor();
}

const booked = ({ calls }) => calls.find((call) => call.facts?.outcome === "booked") ?? calls[0];
const emergency = ({ calls }) => calls.find((call) => call.emergencies > 0) ?? calls[0];

/**
 * `before` brings a page to its state; `changes` if that changes what other pages show. `fails` if the browser reports an answer.
 */
export const SCREENS = [
  { name: "sign-in", path: "/sign-in" },
  { name: "sign-in-failed", path: "/sign-in#failed" },
  { name: "design", path: "/design" },
  { name: "today", as: OWNER, path: "/today" },
  { name: "today-empty", as: EMPTY, path: "/today" },
  { name: "today-viewer", as: VIEWER, path: "/today" },
  { name: "calls", as: OWNER, path: "/calls" },
  { name: "calls-empty", as: EMPTY, path: "/calls" },
  { name: "calls-filters", as: OWNER, path: "/calls?outcome=booked" },
  { name: "calls-search", as: OWNER, path: "/calls?q=furnace" },
  { name: "calls-none-found", as: OWNER, path: "/calls?q=submarine" },
  { name: "calls-forbidden", as: OWNER, path: "/calls", before: failing(403), fails: true },
  { name: "calls-too-many", as: OWNER, path: "/calls", before: failing(429), fails: true },
  { name: "calls-broken", as: OWNER, path: "/calls", before: failing(503), fails: true },
  {
    name: "calls-offline",
    fails: true,
    as: OWNER,
    path: "/calls",
    before: async (page) => {
      await page.getByRole("link", { name: /555-/ }).first().waitFor();
      await page.context().setOffline(true);
      await page.getByText("You are offline.").first().waitFor();
    },
  },
  { name: "inbox", as: OWNER, path: "/inbox" },
  { name: "inbox-empty", as: EMPTY, path: "/inbox" },
  { name: "customers", as: OWNER, path: "/customers" },
  { name: "customers-erase", as: OWNER, path: "/customers?ask=erase" },
  { name: "customers-none-found", as: OWNER, path: "/customers?q=2145550196" },
  { name: "customer", as: OWNER, path: "/customers/%2B12145550142" },
  { name: "customer-unknown", as: OWNER, path: "/customers/%2B12145550196", fails: true },
  {
    name: "customer-block",
    as: OWNER,
    path: "/customers/%2B12145550142?ask=block",
    before: async (page) => page.getByRole("dialog").waitFor(),
  },
  { name: "inbox-all", as: OWNER, path: "/inbox?show=all" },
  ...SCHEDULE_SCREENS,
  { name: "companies", as: OPERATOR, path: "/companies" },
  {
    name: "palette",
    as: OWNER,
    path: "/today",
    before: async (page) => {
      await page.locator("h1").waitFor();
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").first().waitFor();
    },
  },
  { name: "analytics", as: OWNER, path: "/analytics" },
  { name: "analytics-days", as: OWNER, path: "/analytics?period=30-days" },
  { name: "analytics-empty", as: EMPTY, path: "/analytics?period=last-week" },
  { name: "usage", as: OWNER, path: "/usage" },
  { name: "usage-month", as: OWNER, path: "/usage?period=this-month" },
  { name: "agent", as: OWNER, path: "/agent" },
  { name: "agent-viewer", as: VIEWER, path: "/agent/hours" },
  { name: "agent-hours", as: OWNER, path: "/agent/hours", before: click("Monday", "Christmas Eve") },
  { name: "agent-greeting", as: OWNER, path: "/agent/greeting" },
  { name: "agent-voice", as: OWNER, path: "/agent/voice" },
  { name: "agent-languages", as: OWNER, path: "/agent/voice", before: chooseLanguages },
  { name: "agent-voice-heard", as: OWNER, path: "/agent/voice", before: hearVoice("Nova", 200) },
  { name: "agent-voice-none", as: OWNER, path: "/agent/voice", before: hearVoice("Echo", 200), fails: true },
  { name: "agent-voice-failed", as: OWNER, path: "/agent/voice", before: hearVoice("Sage", 503), fails: true },
  { name: "agent-services", as: OWNER, path: "/agent/services" },
  { name: "agent-questions", as: OWNER, path: "/agent/questions" },
  { name: "agent-questions-own", as: OWNER, path: "/agent/questions", before: addOwnQuestion },
  { name: "agent-questions-wrong", as: OWNER, path: "/agent/questions", before: saveWrongQuestion, fails: true },
  { name: "agent-area", as: OWNER, path: "/agent/area" },
  { name: "agent-on-call", as: OWNER, path: "/agent/on-call" },
  { name: "agent-after-hours", as: OWNER, path: "/agent/after-hours" },
  { name: "agent-answers", as: OWNER, path: "/agent/answers" },
  { name: "agent-callers", as: OWNER, path: "/agent/callers" },
  { name: "agent-wrong", as: OWNER, path: "/agent/greeting", before: saveWrongGreeting, fails: true },
  { name: "agent-conflict", as: OWNER, path: "/agent/voice", before: saveOtherVoice, fails: true },
  { name: "agent-draft", as: OWNER, path: "/agent/greeting", before: saveGreeting, changes: true },
  { name: "agent-publish", as: OWNER, path: "/agent/greeting", before: reviewDraft, changes: true },
  { name: "agent-scenarios", as: OWNER, path: "/agent/scenarios" },
  { name: "agent-scenario-new", as: OWNER, path: "/agent/scenarios", before: writeScenario },
  { name: "agent-scenario-wrong", as: OWNER, path: "/agent/scenarios", before: writeWrongScenario, fails: true },
  { name: "agent-scenarios-none", as: EMPTY, path: "/agent/scenarios" },
  { name: "agent-replay", as: OWNER, path: ({ replay }) => `/agent/scenarios/${replay}` },
  { name: "agent-history", as: OWNER, path: "/agent/history", before: openLatest },
  { name: "agent-test", as: OWNER, path: "/agent?test=true", before: smellGas },
  { name: "agent-test-beside", as: OWNER, path: "/agent/hours?test=true", before: click("Start a test call") },
  ...PROPOSAL_SCREENS,
  { name: "agent-broken", as: OWNER, path: "/agent", before: failDraft, fails: true },
  { name: "missing", as: OWNER, path: "/nonsense", fails: true },
  { name: "agent-missing", as: OWNER, path: "/agent/nonsense", fails: true },
  { name: "screen-offline", as: OWNER, path: "/today", before: openWithoutNetwork, fails: true },
  { name: "more", as: OWNER, path: "/more" },
  {
    name: "company-new",
    as: OPERATOR,
    path: "/companies",
    before: async (page) => page.getByRole("button", { name: "New company" }).click(),
  },
  { name: "company-account", as: OPERATOR, path: "/companies/ten_acme/account" },
  { name: "company-erase", as: OPERATOR, path: "/companies/ten_acme/account", before: askToErase },
  { name: "platform", as: OPERATOR, path: "/platform" },
  { name: "platform-problems", as: OPERATOR, path: "/platform", before: platformProblems },
  { name: "platform-audit", as: OPERATOR, path: "/platform/audit" },
  { name: "more-operator", as: OPERATOR, path: "/more" },
  { name: "team", as: OWNER, path: "/team" },
  { name: "team-invite", as: OWNER, path: "/team?invite=true" },
  { name: "team-wrong", as: OWNER, path: "/team?invite=true", before: press("Create the link"), fails: true },
  { name: "team-person", as: OWNER, path: "/team?person=usr_acme_manager" },
  { name: "notifications", as: OWNER, path: "/notifications" },
  { name: "notifications-dispatcher", as: "dispatcher@acme.example", path: "/notifications" },
  { name: "settings", as: OWNER, path: "/settings" },
  { name: "settings-forbidden", as: VIEWER, path: "/settings" },
  {
    name: "settings-danger",
    as: OWNER,
    path: "/settings",
    before: async (page) => {
      await page.getByRole("button", { name: "Take out of service" }).click();
      await page.getByLabel(/^Type /).waitFor();
    },
  },
  { name: "webhooks-empty", as: EMPTY, path: "/webhooks" },
  { name: "webhooks-create", as: OWNER, path: "/webhooks?create=true" },
  { name: "webhooks-wrong", as: OWNER, path: "/webhooks?create=true", before: press("Add it"), fails: true },
  { name: "webhook", as: OWNER, path: "/webhooks", before: makeWebhook, changes: true },
  { name: "audit", as: OWNER, path: "/audit" },
  { name: "audit-none", as: OWNER, path: "/audit?area=telephone&by=key" },
  { name: "keys-empty", as: EMPTY, path: "/keys" },
  { name: "keys-create", as: OWNER, path: "/keys?create=true" },
  { name: "keys-wrong", as: OWNER, path: "/keys?create=true", before: press("Create the key"), fails: true },
  { name: "keys", as: OWNER, path: "/keys", before: makeKey, changes: true },
  { name: "join", path: "/join#inv_code" },
  { name: "join-newcomer", as: NEWCOMER, path: "/join" },
  { name: "join-has-company", as: OWNER, path: "/join" },
  { name: "set-up-company", as: NEWCOMER, path: "/" },
  {
    name: "set-up-company-wrong",
    as: NEWCOMER,
    path: "/set-up/company",
    before: async (page) => {
      await page.getByLabel("ZIP codes").fill("80");
      await page.getByRole("button", { name: "Create my company" }).click();
      await page.getByText("80 is no ZIP code").waitFor();
    },
  },
  { name: "set-up-telephone", as: FOUNDER, path: "/set-up/telephone" },
  {
    name: "set-up-telephone-later",
    as: FOUNDER,
    path: "/set-up/telephone",
    before: async (page) => {
      await page.getByLabel("Not yet").check();
      await page.getByLabel("Emergencies ring the same number").uncheck();
    },
  },
  {
    name: "walkthrough-tall",
    as: FOUNDER,
    path: "/set-up/telephone",
    before: openWalkthrough(/Twilio\?/),
  },
  {
    name: "walkthrough-wide",
    as: OWNER,
    path: "/inbox",
    before: openWalkthrough(/morning|mañana/),
  },
  { name: "set-up-hours", as: FOUNDER, path: "/set-up/hours" },
  { name: "set-up-voice", as: FOUNDER, path: "/set-up/voice" },
  { name: "today-not-launched", as: FOUNDER, path: "/today" },
  {
    name: "numbers",
    as: OWNER,
    path: "/numbers",
    before: async (page) => page.getByText("Set a number by hand").click(),
  },
  { name: "numbers-wrong", as: FOUNDER, path: "/numbers" },
  { name: "numbers-buy", as: OWNER, path: "/numbers", before: lookForNumbers },
  { name: "numbers-buy-none", as: OWNER, path: "/numbers", before: lookForNumbersInVain },
  { name: "numbers-buy-confirm", as: OWNER, path: "/numbers", before: chooseNumber },
  { name: "numbers-buy-refused", as: OWNER, path: "/numbers", fails: true, before: orderInVain },
  { name: "numbers-forbidden", as: VIEWER, path: "/numbers" },
  {
    name: "first-days",
    as: OWNER,
    path: "/first-days",
    before: async (page) => page.getByText("Forward your line to the agent").click(),
  },
  {
    name: "first-days-left-out",
    as: OWNER,
    changes: true,
    path: "/first-days",
    before: async (page) => {
      // Once every other step is done, leaving one out is the end: "Everything is done."
      await page.getByText(/ done\.?$/).waitFor();
      // An earlier visit left it out.
      if (await page.getByRole("button", { name: "Show again" }).isVisible()) return;
      await page.getByText("Register for texts").click();
      await page.getByRole("button", { name: "Not for us" }).click();
    },
  },
  { name: "set-up-launch", as: FOUNDER, path: "/set-up/launch" },
  { name: "set-up-forbidden", as: VIEWER, path: "/set-up/telephone" },
  { name: "companies", as: OPERATOR, path: "/" },
  { name: "call-booked", as: OWNER, path: (known) => `/calls/${booked(known).call_id}` },
  { name: "call-emergency", as: OWNER, path: (known) => `/calls/${emergency(known).call_id}` },
  { name: "call-caught", as: OWNER, path: (known) => `/calls/${booked(known).call_id}`, before: catchSentences },
  { name: "call-missing", as: OWNER, path: "/calls/CA00000000000000000000000000000000", fails: true },
  {
    name: "account",
    as: OWNER,
    path: "/calls",
    before: async (page) => {
      const menu = page.locator("button[popovertarget]:visible");
      if (page.viewportSize().width >= 768) await menu.click();
    },
  },
];
