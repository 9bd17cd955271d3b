// Two tabs in the set-up: what each sees when the other one saved first.

import assert from "node:assert/strict";
import { it } from "node:test";
import { becomes, hasFocus, openPage, signIn } from "../browser.mjs";
import { found } from "../screens.mjs";
import { api, heading, next } from "./onboarding.mjs";

export function savedFirstTests(bench) {
  /** Saves in the name of another tab, on the version that is saved now. */
  const saveElsewhere = async (email, body) => {
    const path = "/tenants/me/configuration";
    const { number, revision } = await api(bench.system, email, `${path}/versions/draft`);
    const version = revision === 0 ? number : `${number}.${revision}`;
    await api(bench.system, email, `${path}/draft`, { method: "PATCH", body, version });
  };

  it("shows a save in another tab, and saves over it when asked", async () => {
    const email = "tess@tabs.example";
    await found(bench.system, email, "Two Tabs Air");
    const { page, context } = await openPage(bench.browser);
    await signIn(page, bench.system, email, "/set-up/company");
    await page.getByLabel("Cities").fill("Boulder");
    const other = await context.newPage();
    await other.goto(`${bench.system.url}/set-up/telephone`);
    await other.getByLabel("Not yet").check();
    await other.getByLabel("Forwarding number").fill("3035550101");
    await next(other).click();
    await heading(other, "Your hours");
    await saveElsewhere(email, { service_area: { cities: ["Golden"] } });
    await next(page).click();
    await page.getByText(/saved this part first/).waitFor();
    assert.equal(await page.getByLabel("Cities").inputValue(), "Boulder");
    await page.getByRole("button", { name: "Save mine over it" }).click();
    await heading(page, "Your telephone");
    const { configuration } = await api(bench.system, email, "/tenants/me/configuration/versions/draft");
    assert.deepEqual(configuration.service_area.cities, ["Boulder"]);
    assert.equal(configuration.forwarding_number, "+13035550101");
    await context.close();
  });

  it("takes what another tab saved about the company and the telephone, when asked", async () => {
    const email = "tom@tabs.example";
    await found(bench.system, email, "Three Tabs Air");
    const { page, context } = await openPage(bench.browser);
    await signIn(page, bench.system, email, "/set-up/company");
    await page.getByLabel("Cities").fill("Boulder");
    await saveElsewhere(email, { service_area: { cities: ["Golden"] } });
    await next(page).click();
    await page.getByRole("button", { name: "Take theirs" }).click();
    await becomes(() => page.getByLabel("Cities").inputValue(), "Golden");
    await next(page).click();
    await heading(page, "Your telephone");
    await page.getByLabel("Not yet").check();
    await page.getByLabel("Forwarding number").fill("3035550102");
    await saveElsewhere(email, { forwarding_number: "+13035550103" });
    await next(page).click();
    await page.getByText(/saved this part first/).waitFor();
    assert.equal(await page.getByLabel("Forwarding number").inputValue(), "3035550102");
    await page.getByRole("button", { name: "Take theirs" }).click();
    await becomes(() => page.getByLabel("Forwarding number").inputValue(), "(303) 555-0103");
    assert.ok(await page.getByLabel("Not yet").isChecked());
    await next(page).click();
    await heading(page, "Your hours");
    const { configuration } = await api(bench.system, email, "/tenants/me/configuration/versions/draft");
    assert.equal(configuration.forwarding_number, "+13035550103");
    await context.close();
  });

  it("shows that someone renamed the company first, and renames it again when asked", async () => {
    const email = "rob@tabs.example";
    await found(bench.system, email, "Old Name Air");
    const { page, context } = await openPage(bench.browser);
    await signIn(page, bench.system, email, "/set-up/company");
    await page.getByLabel("Company name").fill("Mine Air");
    await api(bench.system, email, "/tenants/me", { method: "PATCH", body: { name: "Theirs Air" }, version: 1 });
    await next(page).click();
    await page.getByText("Someone renamed the company to “Theirs Air” first.").waitFor();
    assert.equal(await page.getByLabel("Company name").inputValue(), "Mine Air");
    await page.getByRole("button", { name: "Save mine over it" }).click();
    await heading(page, "Your telephone");
    assert.equal((await api(bench.system, email, "/tenants/me")).name, "Mine Air");
    await context.close();
  });

  it("does not save what was typed before a reload over what was saved meanwhile, until the person chooses", async () => {
    const email = "rita@reload.example";
    await found(bench.system, email, "Reload Again Air");
    const { page, context, wrong } = await openPage(bench.browser, { width: 390 });
    await signIn(page, bench.system, email, "/set-up/company");
    await page.getByLabel("Cities").fill("Boulder");
    // In a field that the person did not touch, what is saved is taken.
    await saveElsewhere(email, { service_area: { cities: ["Golden"], zips: ["803"] } });
    await page.reload();
    await page.getByText(/saved this part first/).waitFor();
    assert.equal(await page.getByLabel("Cities").inputValue(), "Boulder");
    assert.equal(await page.getByLabel("ZIP codes").inputValue(), "803");
    await next(page).click();
    await hasFocus(page.getByRole("button", { name: "Take theirs" }));
    const path = "/tenants/me/configuration/versions/draft";
    assert.deepEqual((await api(bench.system, email, path)).configuration.service_area.cities, ["Golden"]);
    await page.getByRole("button", { name: "Save mine over it" }).click();
    await heading(page, "Your telephone");
    assert.deepEqual((await api(bench.system, email, path)).configuration.service_area.cities, ["Boulder"]);

    await page.getByLabel("Not yet").check();
    await page.getByLabel("Forwarding number").fill("3035550104");
    await saveElsewhere(email, { forwarding_number: "+13035550105" });
    await page.reload();
    await page.getByRole("button", { name: "Take theirs" }).click();
    await becomes(() => page.getByLabel("Forwarding number").inputValue(), "(303) 555-0105");
    await page.reload();
    assert.equal(await page.getByLabel("Forwarding number").inputValue(), "(303) 555-0105");
    assert.equal(await page.getByRole("button", { name: "Take theirs" }).count(), 0);
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("does not rename a company back that someone renamed before a reload", async () => {
    const email = "ron@reload.example";
    await found(bench.system, email, "Old Air");
    const { page, context } = await openPage(bench.browser);
    await signIn(page, bench.system, email, "/set-up/company");
    await page.getByLabel("Company name").fill("Mine Air");
    await api(bench.system, email, "/tenants/me", { method: "PATCH", body: { name: "Theirs Air" }, version: 1 });
    await page.reload();
    await page.getByText("Someone renamed the company to “Theirs Air” first.").waitFor();
    await page.getByRole("button", { name: "Take theirs" }).click();
    await becomes(() => page.getByLabel("Company name").inputValue(), "Theirs Air");
    await next(page).click();
    await heading(page, "Your telephone");
    assert.equal((await api(bench.system, email, "/tenants/me")).name, "Theirs Air");
    await context.close();
  });
}
