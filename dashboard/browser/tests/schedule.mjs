// The schedule: visits that are moved with the pointer and the keys, booked, cancelled and noted, and calendars.

import assert from "node:assert/strict";
import { it } from "node:test";
import { becomes, openAs } from "../browser.mjs";
import { OWNER, VIEWER } from "../screens.mjs";
import { tokenOf } from "../system.mjs";

const DISPATCHER = "dispatcher@acme.example";

export function scheduleTests(bench) {
  const visitOf = (name) => bench.known.visits.find((visit) => visit.name === name);
  const week = () => `/schedule?view=week&day=${bench.known.visits[0].slot.id.slice(0, 10)}`;
  /** The dispatcher books a visit in a window. */
  const book = async (slot, name, callback) => {
    const authorization = `Bearer ${await tokenOf(bench.system, DISPATCHER)}`;
    const body = {
      slot,
      name,
      callback,
      street: "1 Main Street",
      zip: "75201",
      problem: "No heat",
      job_type: "repair",
    };
    const answer = await fetch(`${bench.system.url}/admin/tenants/me/appointments`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 201);
  };

  it("moves a visit that is dragged to another window, after asking whether to text the customer", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, DISPATCHER, week());
    const card = page.locator("[data-visit]").filter({ hasText: "Grace Okafor" });
    const from = await page.locator("td").filter({ has: card }).getAttribute("data-slot");
    const target = page.locator(`td[data-slot]:not([data-slot="${from}"])`).filter({ hasText: "3 left" }).last();
    const to = await target.getAttribute("data-slot");
    await card.dragTo(target);
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Move the visit of Grace Okafor").waitFor();
    await dialog.getByRole("switch", { name: "Text the customer" }).click();
    await dialog.getByRole("button", { name: "Move the visit" }).click();
    await page.locator(`td[data-slot="${to}"]`).getByText("Grace Okafor").waitFor();
    await page.locator(`td[data-slot="${to}"]`).getByText("2 left").waitFor();
    await card.click();
    await page.getByText("The customer gets no text.").waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("moves a visit with the keys alone", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, DISPATCHER, week());
    const card = page.locator("[data-visit]").filter({ hasText: "Theodore" });
    const from = await page.locator("td").filter({ has: card }).getAttribute("data-slot");
    await card.focus();
    await page.keyboard.press("m");
    await page.keyboard.press("ArrowRight");
    await page.locator("[aria-live=assertive]").getByText("places left").waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByText("Move the visit of Theodore").waitFor();
    await page.getByRole("button", { name: "Move the visit" }).press("Enter");
    await page.getByText(/^Moved to/).waitFor();
    await page.locator(`td[data-slot="${from}"]`).filter({ hasNot: card }).waitFor();
    await context.close();
  });

  it("books a visit: what is wrong is said at its field, and what was typed survives a reload", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, DISPATCHER, "/schedule/book", { width: 390 });
    await page.getByLabel("Day", { exact: true }).fill("2026-01-04");
    await page.getByText("Next free window:").waitFor();
    await page.getByRole("group", { name: "Arrival window" }).getByRole("button").click();
    await page.getByLabel("Telephone").fill("(214) 555-0142");
    await page.getByRole("button", { name: "Use their name and address" }).click();
    assert.equal(await page.getByLabel("Street and number").inputValue(), "12 Oak Street");
    await page.getByLabel("ZIP code").fill("10001");
    await page.getByLabel("Job", { exact: true }).selectOption({ index: 1 });
    await page.getByLabel("Problem").fill("It rattles");
    await page.reload();
    await page.getByRole("group", { name: "Arrival window" }).locator("input:checked").waitFor();
    assert.equal(await page.getByLabel("Problem").inputValue(), "It rattles");
    await page.getByRole("button", { name: "Book the visit" }).click();
    const zip = page.getByLabel("ZIP code");
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-invalid") === "true");
    assert.equal(await zip.getAttribute("aria-invalid"), "true");
    await zip.fill("75201");
    await page.getByRole("button", { name: "Book the visit" }).click();
    await page.getByRole("heading", { name: "Visit of Dana Smith" }).waitFor();
    await page.getByText("It rattles").waitFor();
    await context.close();
  });

  it("corrects the details of a visit: what is wrong is said at its field, and what was typed survives a reload", async () => {
    const visit = visitOf("Grace Okafor");
    const path = `/schedule/${visit.appointment_id}`;
    const { page, context } = await openAs(bench.browser, bench.system, DISPATCHER, path, { width: 390 });
    await page.getByRole("button", { name: "Correct" }).click();
    const dialog = page.getByRole("dialog", { name: `Correct the visit of ${visit.name}` });
    assert.ok(await dialog.getByRole("button", { name: "Save" }).isDisabled(), "nothing is changed yet");
    await dialog.getByLabel("Street and number").fill("21 Cedar Court");
    await dialog.getByLabel("ZIP code").fill("10001");
    await page.reload();
    await page.getByRole("button", { name: "Correct" }).click();
    assert.equal(await dialog.getByLabel("Street and number").inputValue(), "21 Cedar Court");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("is outside the company's service area").waitFor();
    await dialog.getByLabel("ZIP code").fill("75201");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("Details corrected").waitFor();
    await page.getByText("21 Cedar Court").first().waitFor();
    await context.close();
  });

  it("cancels a visit with a reason, and says who did it", async () => {
    const path = `/schedule/${visitOf("Maria Lopez").appointment_id}`;
    const { page, context } = await openAs(bench.browser, bench.system, DISPATCHER, path);
    await page.getByRole("button", { name: "Cancel the visit" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Reason").fill("Sold the house");
    await dialog.getByRole("button", { name: "Cancel the visit" }).click();
    await page.getByText("Cancelled", { exact: true }).first().waitFor();
    await page.getByText("“Sold the house”").waitFor();
    await page.getByText("by you").first().waitFor();
    await becomes(() => page.getByRole("button", { name: "Move" }).count(), 0);
    await context.close();
  });

  it("makes the address of a calendar, which works until it is revoked", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/schedule/calendars");
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Make an address" }).click();
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const url = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(await (await fetch(url)).text(), /^BEGIN:VCALENDAR/);
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("No feed yet").waitFor();
    assert.equal((await fetch(url)).status, 404);
    await context.close();
  });

  it("prints a day with what the technician has to know", async () => {
    const { slot } = visitOf("Sam Hill");
    // Of two visits, one cannot be read.
    await book(slot.id, "Paula Print", "+12145550170");
    const day = slot.id.slice(0, 10);
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, `/schedule?view=day&day=${day}`);
    const table = page.getByRole("table", { name: /^Visits of/ });
    await page.getByRole("button", { name: "Print" }).waitFor();
    await page.emulateMedia({ media: "print" });
    await table.getByText("Sam Hill").waitFor();
    assert.equal(await table.getByRole("columnheader").count(), 3, "no columns for what was not read");
    await page.emulateMedia({ media: "screen" });
    await page.route(/\/appointments\/apt_/, (route) => route.fulfill({ status: 404, body: "{}" }), { times: 1 });
    await page.evaluate(() => {
      globalThis.print = () => document.documentElement.setAttribute("data-printed", "");
    });
    await page.getByRole("button", { name: "Print" }).click();
    await page.locator("html[data-printed]").waitFor();
    await page.emulateMedia({ media: "print" });
    await table.getByText("This did not load").waitFor();
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => document.documentElement.removeAttribute("data-printed"));
    await page.getByRole("button", { name: "Print" }).click();
    await page.locator("html[data-printed]").waitFor();
    await page.emulateMedia({ media: "print" });
    await page.getByText("No cooling upstairs").waitFor();
    assert.equal(await page.getByRole("navigation", { name: "Main" }).isVisible(), false);
    await context.close();
  });

  it("shows a viewer the places, and no names", async () => {
    const day = visitOf("Sam Hill").slot.id.slice(0, 10);
    const { page, context, wrong } = await openAs(bench.browser, bench.system, VIEWER, `/schedule?view=day&day=${day}`);
    await page
      .getByText(/visits?$/)
      .first()
      .waitFor();
    assert.equal(await page.getByText("Sam Hill").count(), 0);
    assert.equal(await page.getByRole("link", { name: /Book a visit/ }).count(), 0);
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("shows a visit that someone else books, without a reload", async () => {
    const day = visitOf("Sam Hill").slot.id.slice(0, 10);
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/sign-in");
    await page.clock.install();
    await page.goto(`${bench.system.url}/schedule?view=week&day=${day}`);
    await page.getByText("Sam Hill").waitFor();
    const slot = await page.locator("td[data-slot]").filter({ hasText: "3 left" }).last().getAttribute("data-slot");
    await book(slot, "Late Larry", "+12145550169");
    await page.clock.runFor(15_000);
    await page.getByText("Late Larry").waitFor();
    await context.close();
  });
}
