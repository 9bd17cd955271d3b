import { expect, test } from "vitest";
import messages from "../../../../shared/connections/src/message.rs?raw";
import { en } from "../../text/en/numbers";
import { es } from "../../text/es/numbers";
import { readFindings } from "./findings";

test("a message with two findings has both, with their numbers", () => {
  const message =
    "Twilio does not send all calls of +12145550110 here: connect it again. Twilio does not send all calls of +12145550111 here: connect it again.";
  expect(readFindings(message)).toEqual({
    findings: [
      { code: "notSet", value: "+12145550110" },
      { code: "notSet", value: "+12145550111" },
    ],
    rest: "",
  });
});

test("two sentences that begin alike are distinguished", () => {
  const longer =
    "+12145550110 is in the configuration, and calls are not transferred to it, because this front desk answers it: change the number.";
  expect(readFindings(longer).findings).toEqual([{ code: "comesBack", value: "+12145550110" }]);
});

test("every sentence of the API is known, and has words in both languages", () => {
  const sentences = [...messages.matchAll(/^ {4}[A-Z_]+ = "(.*)";$/gm)].map(([, sentence]) => sentence ?? "");
  expect(sentences.length).toBeGreaterThan(20);
  for (const sentence of sentences) {
    const { findings, rest } = readFindings(sentence.replace("{}", "+12145550110"));
    expect(rest, sentence).toBe("");
    const code = findings[0]?.code;
    expect(code && en.findings[code] && es.findings[code], sentence).toBeTruthy();
  }
});

test("what is not known is left over", () => {
  expect(readFindings("Something new.")).toEqual({ findings: [], rest: "Something new." });
});
