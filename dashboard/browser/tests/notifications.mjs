// How people hear of what happens: one's own choice, another person's, what the API refuses.

import assert from "node:assert/strict";
import { it } from "node:test";
import { openAs } from "../browser.mjs";
import { OWNER } from "../screens.mjs";

const DISPATCHER = "dispatcher@acme.example";

export function notificationTests(bench) {
  it("keeps how someone hears of messages, a number as it is typed, and quiet hours", async () => {
    const { page, context, wrong } = await openAs(bench.browser, bench.system, DISPATCHER, "/notifications");
    const messages = page.getByRole("radiogroup", { name: "Messages" });
    await messages.getByText("Text", { exact: true }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Texts need a mobile number.").waitFor();
    await page.getByLabel("Mobile number").fill("(214) 555-0177");
    await page.getByRole("switch", { name: "Hold notifications at night" }).click();
    await page.getByLabel("From").fill("22:30");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    await page.reload();
    await messages.waitFor();
    assert.ok(await messages.getByLabel("Text").isChecked());
    assert.equal(await page.getByLabel("Mobile number").inputValue(), "(214) 555-0177");
    assert.equal(await page.getByLabel("From").inputValue(), "22:30");
    assert.equal(await page.getByRole("radiogroup", { name: "Account" }).count(), 0);
    assert.equal(await page.getByText("Not delivered").count(), 0);
    assert.deepEqual(
      wrong.filter((each) => !each.includes("422")),
      [],
    );
    await context.close();
  });

  it("lets an owner choose for another person, and says what their role does not allow", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/notifications");
    await page.getByLabel("Whose").selectOption({ label: "Vera of Acme Heating & Air" });
    await page.waitForURL(/person=usr_acme_viewer/);
    await page.getByText("viewer@acme.example").waitFor();
    await page.getByRole("radiogroup", { name: "Emergencies" }).getByText("E-mail", { exact: true }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(/The role does not allow this choice.*Emergencies/).waitFor();
    await page.getByRole("heading", { name: "Not delivered" }).waitFor();
    await context.close();
  });
}
