// Starts the real `local` for the browser tests, on a data directory of its own, and rings it with scripted callers.

import { execFile, spawn } from "node:child_process";
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
  const limits = ["API_REQUESTS_PER_MINUTE=3000", "API_TENANT_REQUESTS_PER_MINUTE=6000"].flatMap((set) => [
    "--set",
    set,
  ]);
  const local = spawn(PROGRAM, ["--data", data, "--port", "0", ...limits], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((_, reject) => {
    local.once("error", reject);
    local.once("exit", (code) => reject(new Error(`local ended with ${code}`)));
  });
  ended.catch(() => {});
  const firstLine = new Promise((resolve) => createInterface(local.stdout).once("line", resolve));
  const manifest = JSON.parse(await Promise.race([firstLine, ended]));
  local.stdout.resume();
  return {
    manifest,
    url: manifest.dashboard_url.replace(/\/$/, ""),
    /** Rings a demonstration company with the caller of a script in tests/calls. */
    ring: (script, company = "Acme") =>
      promisify(execFile)(PROGRAM, [
        ...["call", "--data", data, "--company", company],
        ...["--script", join(ROOT, "tests/calls", `${script}.call`)],
      ]),
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
