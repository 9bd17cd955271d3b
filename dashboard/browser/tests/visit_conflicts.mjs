// Two people at one visit: what one of them typed never goes over what the other one saved unseen, also after a reload.

import assert from "node:assert/strict";
import { it } from "node:test";
import { openAs } from "../browser.mjs";
import { OWNER } from "../screens.mjs";
import { tokenOf } from "../system.mjs";

const DISPATCHER = "dispatcher@acme.example";

/** The manager changes a visit as it is now; returns it. */
async function edit(system, appointment, body) {
  const path = `${system.url}/admin/tenants/me/appointments/${appointment}`;
  const authorization = `Bearer ${await tokenOf(system, "manager@acme.example")}`;
  const visit = await (await fetch(path, { headers: { authorization } })).json();
  if (Object.keys(body).length === 0) return visit;
  const headers = { authorization, "content-type": "application/json", "if-match": `"${visit.version}"` };
  const answer = await fetch(path, { method: "PATCH", headers, body: JSON.stringify(body) });
  assert.equal(answer.status, 200);
  return answer.json();
}

export function visitConflictTests(bench) {
  const visitOf = (name) => bench.known.visits.find((visit) => visit.name === name);

  it("corrects after a reload only what was typed, and says who corrected the rest first", async () => {
    const visit = visitOf("Grace Okafor");
    const { page, context } = await openAs(
      bench.browser,
      bench.system,
      DISPATCHER,
      `/schedule/${visit.appointment_id}`,
    );
    await page.getByRole("button", { name: "Correct" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Street and number").fill("23 Cedar Court");
    await edit(bench.system, visit.appointment_id, { name: "Grace Okafor-Lee", access_notes: "Dog in the yard" });
    await page.reload();
    await page.getByRole("button", { name: "Correct" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText(/changed this visit first.*The details changed/).waitFor();
    await dialog.getByRole("button", { name: "Save mine anyway" }).click();
    await page.getByText("23 Cedar Court").first().waitFor();
    await page.getByRole("heading", { name: "Visit of Grace Okafor-Lee" }).waitFor();
    await edit(bench.system, visit.appointment_id, { name: "Grace Okafor" });
    await context.close();
  });

  it("keeps a note when someone saved first, and says who and what", async () => {
    const path = `/schedule/${visitOf("Sam Hill").appointment_id}`;
    const [mine, theirs] = await Promise.all([
      openAs(bench.browser, bench.system, OWNER, path),
      openAs(bench.browser, bench.system, "manager@acme.example", path),
    ]);
    await mine.page.getByLabel("Access notes").fill("Ring twice");
    await theirs.page.getByLabel("Access notes").fill("Gate code 4711");
    await theirs.page.getByRole("button", { name: "Save" }).click();
    await theirs.page.getByText("Saved", { exact: true }).waitFor();
    await mine.page.getByRole("button", { name: "Save" }).click();
    await mine.page.getByText(/^Marco of Acme.* changed this visit first/).waitFor();
    await mine.page.getByText("Now it says: Gate code 4711").waitFor();
    assert.equal(await mine.page.getByLabel("Access notes").inputValue(), "Ring twice");
    await mine.page.getByRole("button", { name: "Save mine anyway" }).click();
    await mine.page.getByText("Saved", { exact: true }).waitFor();
    await theirs.page.reload();
    assert.equal(await theirs.page.getByLabel("Access notes").inputValue(), "Ring twice");
    await Promise.all([mine.context.close(), theirs.context.close()]);
  });

  it("does not save a note that was typed before a reload over another one, and lets no note stand in the way of the other", async () => {
    const { appointment_id } = visitOf("Sam Hill");
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, `/schedule/${appointment_id}`);
    const [access, office] = [page.getByLabel("Access notes"), page.getByLabel("Office note")];
    await access.fill("Use the back door");
    await office.fill("Pays by check");
    await edit(bench.system, appointment_id, { access_notes: "Beware of the cat" });
    await page.reload();
    assert.equal(await access.inputValue(), "Use the back door");
    await page.getByRole("button", { name: "Save" }).first().click();
    await page.getByText("Now it says: Beware of the cat").waitFor();
    await page.getByRole("button", { name: "Save mine anyway" }).click();
    await page.getByText("Saved", { exact: true }).first().waitFor();
    // The other note began on an earlier version, which differs only in what is no matter of it.
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Save", exact: true }).waitFor({ state: "detached" });
    const visit = await edit(bench.system, appointment_id, {});
    assert.deepEqual([visit.access_notes, visit.note], ["Use the back door", "Pays by check"]);
    await context.close();
  });
}
