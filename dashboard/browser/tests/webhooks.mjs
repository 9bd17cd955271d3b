// Webhooks, with a receiver of the test's own: a secret shown once, a test event, the log, off and on again.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { it } from "node:test";
import { becomes, openAs } from "../browser.mjs";
import { OWNER } from "../screens.mjs";

/** Keeps the requests that it gets, and answers with a status that the test sets. */
async function startReceiver() {
  const receiver = { requests: [], status: 200 };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    receiver.requests.push({ headers: request.headers, body });
    response.writeHead(receiver.status).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  receiver.url = `http://127.0.0.1:${server.address().port}/front-desk`;
  receiver.stop = () => server.close();
  return receiver;
}

/** Whether a request is signed with the secret, by the rules of Standard Webhooks. */
function isSignedWith(secret, { headers, body }) {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const signature = createHmac("sha256", key).update(signed).digest("base64");
  return headers["webhook-signature"].split(" ").includes(`v1,${signature}`);
}

export function webhookTests(bench) {
  it("adds a webhook whose secret is shown once, tests it, replaces the secret with an overlap, sends again", async () => {
    const receiver = await startReceiver();
    const { page, context, wrong } = await openAs(bench.browser, bench.system, OWNER, "/webhooks?create=true");
    await page.getByLabel("Address").fill(receiver.url);
    await page.getByLabel("What it is for").fill("Van board");
    await page.getByLabel("A visit was booked").check();
    await page.getByRole("button", { name: "Add it" }).click();
    const shown = page.getByRole("dialog").getByRole("status", { name: "Secret" });
    const first = await shown.textContent();
    assert.match(first, /^whsec_/);
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("link", { name: /Van board/ }).click();

    await page.getByRole("button", { name: "Send it" }).click();
    const delivery = page.getByRole("listitem").filter({ has: page.locator("details") });
    await delivery.getByText("Delivered", { exact: true }).waitFor();
    assert.ok(isSignedWith(first, receiver.requests[0]));
    assert.equal(JSON.parse(receiver.requests[0].body).type, "appointment.booked");

    await page.getByRole("button", { name: "Replace the secret" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Replace the secret" }).click();
    const second = await shown.textContent();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByText("signs too until").waitFor();

    await delivery.locator("summary").click();
    await delivery.getByText(/Attempt 1, .*answered 200/).waitFor();
    await delivery.getByRole("button", { name: "Send again" }).click();
    await delivery.getByText(/Attempt 2, .*answered 200/).waitFor();
    const again = receiver.requests[1];
    assert.equal(again.headers["webhook-id"], receiver.requests[0].headers["webhook-id"]);
    assert.ok(isSignedWith(first, again) && isSignedWith(second, again));
    assert.deepEqual(wrong, []);
    await context.close();
    receiver.stop();
  });

  it("says that a receiver is gone, switches it on again, and removes it", async () => {
    const receiver = await startReceiver();
    receiver.status = 410;
    const { page, context } = await openAs(
      bench.browser,
      bench.system,
      "manager@acme.example",
      "/webhooks?create=true",
    );
    await page.getByLabel("Address").fill(receiver.url);
    await page.getByLabel("A message was left").check();
    await page.getByRole("button", { name: "Add it" }).click();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("link", { name: new RegExp(receiver.url) }).click();
    await page.getByRole("button", { name: "Send it" }).click();
    await page.getByText("Failed", { exact: true }).waitFor();
    await page.reload();
    await page.getByText("it is gone for good").waitFor();
    await page.getByRole("button", { name: "Switch on again" }).click();
    await page.getByText("Works", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.waitForURL(/\/webhooks$/);
    await becomes(() => page.getByRole("link", { name: new RegExp(receiver.url) }).count(), 0);
    await context.close();
    receiver.stop();
  });

  it("marks an address that cannot be, and asks for an event", async () => {
    const { page, context } = await openAs(bench.browser, bench.system, OWNER, "/webhooks?create=true");
    await page.getByLabel("Address").fill("ftp://example.com");
    await page.getByRole("button", { name: "Add it" }).click();
    await page.getByText("Choose at least one.").waitFor();
    await page.getByLabel("A call ended").check();
    await page.getByRole("button", { name: "Add it" }).click();
    await page.getByText("It has to be an https:// address").waitFor();
    assert.equal(await page.getByLabel("Address").inputValue(), "ftp://example.com");
    await context.close();
  });
}
