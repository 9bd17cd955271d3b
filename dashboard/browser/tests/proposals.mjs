// Filling the agent in from a text or a website: what is proposed, what is used, and why a website cannot be read.

import assert from "node:assert/strict";
import { it } from "node:test";
import { becomes, openAs, openPage, signIn } from "../browser.mjs";
import { found, VIEWER } from "../screens.mjs";
import { serve } from "../website.mjs";
import { api, heading, next } from "./onboarding.mjs";

const DRAFT = "/tenants/me/configuration/versions/draft";
const TEXT = `Open Mon-Fri 7am-6pm.
We serve 75201, 75202 and 75204.
AC tune-up $89. Duct cleaning $120.`;
const PAGES = {
  "/": "<title>Blue Sky Air</title><a href='/hours'>Hours</a><p>Service area: Dallas and Plano</p><p>AC tune-up $95</p>",
  "/hours": "<h2>Hours</h2><p>Mon-Fri 8am-5pm</p><p>Sat 9am-noon</p>",
};

const dialog = (page) => page.getByRole("dialog");
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const open = (page) => press(page, "Fill in from my website");

async function readText(page, text) {
  await open(page);
  await page.getByRole("radio", { name: "A text that I paste" }).check();
  await page.getByLabel("Text", { exact: true }).fill(text);
  await press(page, "Read");
  await page.getByRole("heading", { name: "What we found" }).waitFor();
}

async function readWebsite(page, website) {
  await page.getByLabel("Website address").fill(website);
  await press(page, "Read");
}

export function proposalTests(bench) {
  const company = async (email, path, options) => {
    await found(bench.system, email, "Blue Sky Air");
    return openAs(bench.browser, bench.system, email, path, options);
  };

  it("fills the draft in with the proposals of a pasted text that are ticked", async () => {
    const email = "pat.paste@proposals.example";
    const { page, context, wrong } = await company(email, "/agent", { width: 390 });
    const before = await api(bench.system, email, DRAFT);
    await readText(page, TEXT);
    const week = page.getByRole("checkbox", { name: "Mon – Fri 7:00 AM – 6:00 PM" });
    assert.ok(await week.isChecked());
    await page.getByText(/“.*Mon-Fri 7am-6pm/).waitFor();
    await page.getByRole("checkbox", { name: /75201, 75202, 75204/ }).waitFor();
    await page.getByRole("checkbox", { name: /duct cleaning/i }).uncheck();
    const seen = await api(bench.system, email, DRAFT);
    assert.deepEqual(seen, before, "reading saves nothing");
    await press(page, "Use what is ticked");
    await page.getByText("Filled in. Check it before you publish.").waitFor();
    await dialog(page).waitFor({ state: "hidden" });
    await page.getByRole("link", { name: /^Hours/ }).click();
    await page.getByRole("button", { name: /^Monday.*7:00 AM – 6:00 PM/ }).waitFor();
    const { configuration } = await api(bench.system, email, DRAFT);
    assert.deepEqual(configuration.service_area.zips, ["75201", "75202", "75204"]);
    const names = configuration.job_types.map(({ name }) => name.toLowerCase());
    assert.ok(!names.includes("duct cleaning"), "what is not ticked is not used");
    assert.equal(configuration.job_types.filter(({ fee_micro_usd }) => fee_micro_usd === 89_000_000).length, 1);
    assert.equal(configuration.company, "Blue Sky Air");
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("reads a website by its address in the set-up, and the step shows the hours", async () => {
    const website = await serve(PAGES);
    const { page, context, wrong } = await company("wes.web@proposals.example", "/set-up/hours");
    await open(page);
    await readWebsite(page, website.url);
    await page.getByText("2 pages were read").waitFor();
    await page.getByRole("checkbox", { name: /Dallas, Plano/ }).waitFor();
    await press(page, "Use what is ticked");
    await dialog(page).waitFor({ state: "hidden" });
    await page.getByRole("button", { name: /^Saturday.*9:00 AM – 12:00 PM/ }).waitFor();
    await page.goto(`${bench.system.url}/set-up/company`);
    assert.equal(await page.getByLabel("Cities").inputValue(), "Dallas, Plano");
    assert.deepEqual(wrong, []);
    await context.close();
    await website.close();
  });

  it("reads the website of the set-up's first step once the company exists, and saves what is ticked", async () => {
    const website = await serve(PAGES);
    const email = "neo.site@proposals.example";
    const { page, context, wrong } = await openPage(bench.browser, { width: 390 });
    await signIn(page, bench.system, email);
    await page.getByLabel("Company name").fill("Blue Sky Air");
    await page.getByLabel("Website").fill(website.url);
    await page.getByLabel("ZIP codes").fill("75201,75202");
    await page.reload();
    assert.equal(await page.getByLabel("Website").inputValue(), website.url, "the address survives a reload");
    await press(page, "Create my company");
    const cities = page.getByRole("checkbox", { name: /Dallas, Plano/ });
    assert.ok(await cities.isChecked());
    const before = await api(bench.system, email, DRAFT);
    assert.deepEqual(before.configuration.service_area.cities ?? [], [], "reading saves nothing");
    await page.getByRole("checkbox", { name: /tune-up/i }).uncheck();
    // The step is still there, and what is read is not read twice.
    await page.keyboard.press("Escape");
    await heading(page, "Your company");
    await next(page).click();
    await heading(page, "Your telephone");
    await page.getByRole("link", { name: "Back" }).click();
    assert.equal(await page.getByLabel("Website").inputValue(), "");
    await page.getByLabel("Website").fill(website.url);
    await next(page).click();
    await page.getByRole("checkbox", { name: /tune-up/i }).uncheck();
    await press(page, "Use what is ticked");
    await heading(page, "Your telephone");
    const { configuration } = await api(bench.system, email, DRAFT);
    assert.deepEqual(configuration.service_area.cities, ["Dallas", "Plano"]);
    assert.deepEqual(configuration.service_area.zips, ["75201", "75202"]);
    assert.deepEqual(configuration.hours.weekly.sat, [{ opens: "09:00", closes: "12:00" }]);
    assert.ok(configuration.job_types.every(({ fee_micro_usd }) => fee_micro_usd !== 95_000_000));
    assert.deepEqual(wrong, []);
    await context.close();
    await website.close();
  });

  it("says at the field why the set-up cannot read the website, and leads on", async () => {
    const email = "ned.gone@proposals.example";
    const { page, context } = await openPage(bench.browser);
    await signIn(page, bench.system, email);
    await page.getByLabel("Company name").fill("Gone Air");
    await page.getByLabel("Cities").fill("Golden");
    await page.getByLabel("Website").fill("http://10.0.0.1/");
    await press(page, "Create my company");
    const field = page.getByLabel("Website").and(page.locator("[aria-invalid=true]:focus"));
    await field.waitFor();
    await page.getByText("not an address on the public internet").waitFor();
    // Another address is read anew, and one may go on while it is read.
    await page.route("**/proposals", () => {});
    await field.fill("acme.example");
    await becomes(() => page.locator("[aria-invalid]").count(), 0);
    await next(page).click();
    await page.getByText("We are reading the website.").waitFor();
    await press(page, "Continue without it");
    await heading(page, "Your telephone");
    await page.unroute("**/proposals");
    await page.getByRole("link", { name: "Back" }).click();
    await page.getByLabel("Website").fill("http://10.0.0.1/");
    await next(page).click();
    await page.getByText("Or continue without it.").waitFor();
    await next(page).click();
    await heading(page, "Your telephone");
    const { configuration } = await api(bench.system, email, DRAFT);
    assert.deepEqual(configuration.service_area.cities, ["Golden"]);
    await context.close();
  });

  it("says why a website cannot be read, and keeps what is typed", async () => {
    const website = await serve({});
    const { page, context } = await company("una.gone@proposals.example", "/agent");
    await open(page);
    await press(page, "Read");
    await dialog(page).getByText("Type an address, such as acme.example.").waitFor();
    await readWebsite(page, `${website.url}/gone`);
    await page.getByRole("alert").getByText("The website cannot be reached").waitFor();
    await website.close();
    await page.route("**/proposals", (route) => route.abort(), { times: 1 });
    await press(page, "Read");
    await page.getByRole("alert").getByText("You are offline").waitFor();
    await readWebsite(page, "http://10.0.0.1/");
    await page.getByRole("alert").getByText("not an address on the public internet").waitFor();
    assert.equal(await page.getByLabel("Website address").inputValue(), "http://10.0.0.1/");
    await page.getByRole("radio", { name: "A text that I paste" }).check();
    await page.getByLabel("Text", { exact: true }).fill("We like furnaces.");
    await press(page, "Read");
    await page.getByText("Nothing found").waitFor();
    await press(page, "Read something else");
    assert.equal(await page.getByLabel("Text", { exact: true }).inputValue(), "We like furnaces.");
    await context.close();
  });

  it("shows proposals anew when someone saved the same part first", async () => {
    const email = "sam.stale@proposals.example";
    const { page, context } = await company(email, "/agent");
    await readText(page, TEXT);
    const body = { hours: { weekly: { mon: [{ opens: "10:00", closes: "11:00" }] } } };
    const { number, revision } = await api(bench.system, email, DRAFT);
    const version = revision === 0 ? `${number}` : `${number}.${revision}`;
    await api(bench.system, email, "/tenants/me/configuration/draft", { method: "PATCH", body, version });
    await press(page, "Use what is ticked");
    await page.getByText("Someone saved the same part first.").waitFor();
    await page.getByText(/Replaces Mon 10:00 AM – 11:00 AM/).waitFor();
    await press(page, "Use what is ticked");
    await dialog(page).waitFor({ state: "hidden" });
    const { configuration } = await api(bench.system, email, DRAFT);
    assert.deepEqual(configuration.hours.weekly.mon, [{ opens: "07:00", closes: "18:00" }]);
    await context.close();
  });

  it("offers no proposals to those who may not change the agent", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, VIEWER, "/agent");
    await page.getByRole("link", { name: /^Hours/ }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Fill in from my website" }).count(), 0);
    await context.close();
  });
}
