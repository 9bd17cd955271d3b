// Talking to the agent: a whole call with a Twilio of the test, what fails, and who has no Twilio.

import assert from "node:assert/strict";
import { it } from "node:test";
import { assertAccessible, hasFocus, openAs } from "../browser.mjs";
import { found } from "../screens.mjs";
import { tokenOf } from "../system.mjs";

const TALKER = "tilda@talk.example";

const POST = /\/admin\/tenants\/[^/]+\/voice-test-calls$/;
const SIGNALING = /^wss:\/\/voice-js\.roaming\.twilio\.com\//;
const talk = (page) => page.getByRole("button", { name: "Talk to it" });
const button = (page, name) => page.getByRole("button", { name, exact: true });
const says = (page, words) => page.getByRole("status").getByText(words).waitFor();
/** What the policy of the page refused. */
const refused = (wrong) => wrong.filter((each) => /Content Security Policy|Trusted/.test(each));

/** In the page: the other end of the call. Returns its answer to an offer. */
async function answerOf(offer) {
  globalThis.otherEnd = new RTCPeerConnection();
  await globalThis.otherEnd.setRemoteDescription({ type: "offer", sdp: offer });
  await globalThis.otherEnd.setLocalDescription(await globalThis.otherEnd.createAnswer());
  if (globalThis.otherEnd.iceGatheringState !== "complete") {
    await new Promise((resolve) => {
      globalThis.otherEnd.onicegatheringstatechange = () =>
        globalThis.otherEnd.iceGatheringState === "complete" && resolve();
    });
  }
  return globalThis.otherEnd.localDescription.sdp;
}

/** Twilio's signaling, as far as a call needs it. It adds what the browser sends to `sent`. */
function answerCalls(page, sent) {
  return (socket) => {
    const send = (type, payload) => socket.send(JSON.stringify({ type, payload, version: "1.6" }));
    socket.onMessage(async (message) => {
      if (message === "\n") return;
      const { type, payload = {} } = JSON.parse(message);
      sent.push({ type, payload });
      if (type === "listen") send("connected", { region: "US_EAST_VIRGINIA", token: { identity: "tst_1", ttl: 600 } });
      if (type === "invite") {
        const sdp = await page.evaluate(answerOf, payload.sdp);
        send("answer", { callsid: payload.callsid, sdp });
      }
    });
  };
}

/** Stores the Twilio account that no company has, or deletes it again. */
async function twilioOf(system, email, method) {
  const { account_sid, auth_token } = system.manifest.spare_twilio_account;
  const headers = { authorization: `Bearer ${await tokenOf(system, email)}`, "content-type": "application/json" };
  const body = method === "PUT" ? JSON.stringify({ account_sid, auth_token }) : undefined;
  const answer = await fetch(`${system.url}/admin/tenants/me/credentials/twilio`, { method, headers, body });
  assert.ok(answer.ok, await answer.text());
}

export function voiceTestCallTests(bench) {
  const open = async (as, { path = "/agent?test=true", width = 1280, signaling } = {}) => {
    const opened = await openAs(bench.browser, bench.system, as, path, { width });
    // Its sounds and its reports.
    await opened.page.route(/^https:\/\/(sdk|eventgw)\..*twilio\.com\//, (route) => route.fulfill({ status: 204 }));
    if (signaling) {
      await opened.page.routeWebSocket(SIGNALING, signaling(opened.page));
      // A page that is loaded may keep its own sockets.
      await opened.page.reload();
    }
    const posts = [];
    opened.page.on("request", (request) => {
      if (request.method() === "POST" && POST.test(request.url())) posts.push(request.headers()["idempotency-key"]);
    });
    return { ...opened, posts };
  };

  it("leads to the telephone's step where there is no Twilio account", async () => {
    await found(bench.system, TALKER, "Talk Air");
    const { page, context } = await open(TALKER, { path: "/set-up/launch" });
    await page.getByText("To talk to the agent here, your company needs Twilio credentials.").waitFor();
    assert.equal(await talk(page).count(), 0);
    await page.getByRole("link", { name: "Set up the telephone" }).click();
    await page.getByRole("heading", { name: "Your telephone", level: 1 }).waitFor();
    await context.close();
    await twilioOf(bench.system, TALKER, "PUT");
  });

  it("holds a call by voice by keyboard on a telephone: mute, keys, hang up, and what was said", async () => {
    const sent = [];
    const signaling = (page) => answerCalls(page, sent);
    const { page, context, wrong, posts } = await open(TALKER, { width: 390, signaling });
    await talk(page).press("Enter");
    await says(page, "In the call");
    assert.match(await page.getByRole("timer").textContent(), /^0:0\d$/);
    await assertAccessible(page, "in a call by voice");
    await button(page, "Mute").press("Enter");
    await page.getByText("Your microphone is off.").waitFor();
    assert.equal(await button(page, "Mute").getAttribute("aria-pressed"), "true");
    await button(page, "Key pound").press("Enter");
    await button(page, "Hang up").press("Enter");
    await says(page, "The call has ended.");
    assert.ok(sent.some(({ type }) => type === "hangup"));
    await button(page, "See what was said").press("Enter");
    await page.getByText("Nothing was said.").waitFor();
    assert.equal(posts.length, 1);
    assert.match(posts[0], /^[\da-f-]{36}$/);
    assert.deepEqual(refused(wrong), []);
    await context.close();
  });

  it("says that Twilio cannot be reached", async () => {
    let reach;
    const reached = new Promise((resolve) => {
      reach = resolve;
    });
    const { page, context, wrong } = await open(TALKER, { signaling: () => reach });
    await talk(page).press("Enter");
    await says(page, "Connecting to the agent…");
    (await reached).close({ code: 1006 });
    await page.getByRole("alert").getByText("Twilio cannot be reached from this network.").waitFor();
    await page.getByText("Twilio's code: 31005").waitFor();
    await assertAccessible(page, "a call by voice that failed");
    await page.keyboard.press("Tab");
    await hasFocus(button(page, "Try again"));
    assert.deepEqual(refused(wrong), []);
    await context.close();
  });

  it("says that the microphone is not allowed, and begins no call", async () => {
    const { page, context, posts } = await open(TALKER);
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = async () => {
        throw new DOMException("Permission denied", "NotAllowedError");
      };
    });
    await talk(page).click();
    await page.getByRole("alert").getByText("The microphone is not allowed.").waitFor();
    assert.deepEqual(posts, []);
    await context.close();
    await twilioOf(bench.system, TALKER, "DELETE");
  });
}
