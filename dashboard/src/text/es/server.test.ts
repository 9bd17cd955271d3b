import { expect, test } from "vitest";
import { SENTENCES, server } from "./server";

const FILES = import.meta.glob<string>(["../../../../{shared,functions}/*/src/**/*.rs"], {
  query: "?raw",
  import: "default",
});

/** The files whose sentences reach a field or the banner of a conflict. */
const SOURCES = [
  "shared/domain/src/tenant.rs",
  "shared/domain/src/tenant/consistency.rs",
  "shared/domain/src/tenant/limits.rs",
  "shared/domain/src/tenant/service_area.rs",
  "shared/domain/src/tenant/job_type.rs",
  "shared/domain/src/tenant/questions.rs",
  "shared/domain/src/tenant/messaging_service.rs",
  "shared/domain/src/reading/error.rs",
  "shared/domain/src/hours.rs",
  "shared/domain/src/slot.rs",
  "shared/domain/src/text.rs",
  "shared/domain/src/phone.rs",
  "shared/domain/src/retention.rs",
  "shared/domain/src/access.rs",
  "shared/domain/src/notification/preferences.rs",
  "shared/store/src/change.rs",
  "shared/connections/src/lib.rs",
  "shared/connections/src/purchase.rs",
  "shared/twilio/src/sid.rs",
  "shared/webhooks/src/address.rs",
  "shared/calls/src/test_call.rs",
  "functions/api-keys/src/wire.rs",
  "functions/api-keys/src/notifications.rs",
  "functions/customers/src/routes/privacy.rs",
  "functions/customers/src/routes/company_export.rs",
  "functions/call-records/src/routes/recordings.rs",
  "functions/call-records/src/routes/calendars.rs",
  "functions/call-records/src/wire/handling.rs",
  "functions/admin-tenants/src/routes/dialing.rs",
  "functions/admin-tenants/src/routes/number_purchase.rs",
  "functions/admin-tenants/src/routes/scenarios.rs",
  "functions/admin-tenants/src/routes/scenario_runs.rs",
];

/** What these files say to programs and logs, or join into sentences that are here whole. */
const NOT_SHOWN = [
  /^no random id could be generated$/,
  /^(Twilio refused the auth token; that|the keys that sign our URLs|Twilio's price of a number|Twilio's answer to an order)/,
  /^the configuration has$/,
  /^the instructions that the model gets from the configuration have$/,
  /^\{\} \{\} bytes; at most/,
  /^(serde passes references|the error text documents each)$/,
  /^\{\}(, \{\})*$/,
  /^One arrival window of one date\.$/,
  /reads of a calendar in a minute$/,
  /^list at most \{\} prefixes$/,
  /^(Remove our URLs|Calls are no longer|Calls that fail|Connect these numbers)/,
];

/** The sentences of a source file: texts of three words or more outside comments, tests and examples of the API's description. */
async function sentencesOf(path: string): Promise<string[]> {
  const read = FILES[`../../../../${path}`];
  if (!read) throw new Error(`there is no ${path}`);
  const whole = (await read()).split("#[cfg(test)]")[0] ?? "";
  const code = whole
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/json!\(\{[\s\S]*?\}\)/g, "")
    .replace(/(tag|description|summary|example|expect) *[=(] *"[^"]*"/g, "");
  const texts = [...code.matchAll(/"((?:[^"\\]|\\[\s\S])*)"/g)].map(([, text = ""]) => text.replace(/\\\n\s*/g, ""));
  const isSentence = (text: string) => text.split(" ").length >= 3 && /^[a-zA-Z{`]/.test(text) && !text.includes("\n");
  return texts.filter(isSentence).map((text) => text.replace(/\{[^}]*\}/g, "{}"));
}

test.each(SOURCES)("every sentence of %s has a translation", async (path) => {
  const missing = (await sentencesOf(path)).filter(
    (sentence) => !(sentence in SENTENCES) && !NOT_SHOWN.some((each) => each.test(sentence)),
  );
  expect(missing).toEqual([]);
});

test("finds the sentences of a source file", async () => {
  expect(await sentencesOf("shared/domain/src/tenant/consistency.rs")).toContain("list at most 10 people");
  expect(await sentencesOf("shared/store/src/change.rs")).toContain(
    "at most {} API keys can be in use; revoke one first",
  );
});

test("a translation has as many values as its sentence", () => {
  const count = (text: string) => text.split("{}").length;
  for (const [english, spanish] of Object.entries(SENTENCES)) expect(count(spanish), english).toBe(count(english));
});

test("values keep their places, and the closest sentence wins", () => {
  expect(server("the closure on December 25 needs a name of 1 to 60 characters")).toContain(
    "El cierre del December 25",
  );
  expect(server("must be at most 80 characters")).toBe("Puede tener como máximo 80 caracteres.");
  expect(server("must be 5 to 60")).toBe("Debe ser de 5 a 60.");
  expect(server("must be a whole number")).toBe("Debe ser a whole number.");
  expect(server("something new")).toBe("something new");
});
