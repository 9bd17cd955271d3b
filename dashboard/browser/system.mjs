// Starts the real `local` for the browser tests, on a data directory of its own, and rings it with scripted callers.

import { execFile, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const ROOT = new URL("../..", import.meta.url).pathname;
const PROGRAM = process.env.LOCAL_PROGRAM ?? join(ROOT, "target/debug/local");

export async function startSystem() {
  const data = await mkdtemp(join(tmpdir(), "front-desk-"));
  // The screens are visited faster than a person does it.
  const limits = ["API_REQUESTS_PER_MINUTE=3000", "API_TENANT_REQUESTS_PER_MINUTE=6000"];
  // The embedded Polly answers with silence.
  const settings = [...limits, "VOICE_SAMPLES=true", "OPENAI_ALLOWED_MODELS=another-model"].flatMap((set) => [
    "--set",
    set,
  ]);
  const local = spawn(PROGRAM, ["--data", data, "--port", "0", ...settings], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((_, reject) => {
    local.once("error", reject);
    local.once("exit", (code) => reject(new Error(`local ended with ${code}`)));
  });
  ended.catch(() => {});
  const firstLine = new Promise((resolve) => createInterface(local.stdout).once("line", resolve));
  const manifest = JSON.parse(await Promise.race([firstLine, ended]));
  local.stdout.resume();
  let texts = 0;
  return {
    manifest,
    url: manifest.dashboard_url.replace(/\/$/, ""),
    /** Rings a demonstration company with the caller of a script: a name in tests/calls, or the path of a file. */
    ring: (script, company = "Acme") =>
      promisify(execFile)(PROGRAM, [
        ...["call", "--data", data, "--company", company],
        ...["--script", script.includes("/") ? script : join(ROOT, "tests/calls", `${script}.call`)],
      ]),
    /** Sends a text to a demonstration company, as Twilio hands it on. */
    text: async (from, body, company = "Acme") => {
      const { number, twilio_account_sid, twilio_auth_token, voice_url } = manifest.tenants.find(({ name }) =>
        name.startsWith(company),
      );
      const url = voice_url.replace("/twilio/voice", "/twilio/message");
      texts += 1;
      const sid = `SM${String(texts).padStart(32, "0")}`;
      const params = { AccountSid: twilio_account_sid, Body: body, From: from, MessageSid: sid, To: number };
      const signed = url + Object.entries(params).flat().join("");
      const signature = createHmac("sha1", twilio_auth_token).update(signed).digest("base64");
      const headers = { "x-twilio-signature": signature };
      const answer = await fetch(url, { method: "POST", headers, body: new URLSearchParams(params) });
      if (!answer.ok) throw new Error(`a text is not taken: ${answer.status} ${await answer.text()}`);
    },
    stop: async () => {
      local.removeAllListeners("exit");
      const gone = new Promise((resolve) => local.once("exit", resolve));
      local.kill("SIGTERM");
      await gone;
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** An access token of a person, for what a test prepares by the API. */
export async function tokenOf(system, email) {
  const answer = await fetch(system.manifest.token_url, { method: "POST", body: new URLSearchParams({ email }) });
  return (await answer.json()).access_token;
}
