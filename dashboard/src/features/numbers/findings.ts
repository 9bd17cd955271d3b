// The findings of the connection check, recognized by the API's sentences: they are a closed list (shared/connections/src/message.rs).

const SENTENCES = {
  suspended: "An operator of the platform suspended the company and its calls are not answered: contact the platform.",
  inactive: "The company is inactive and its calls are not answered: reactivate it.",
  testMode: "Test mode is on: calls are answered, but nothing is booked.",
  noNumber: "No number is connected: connect one from your Twilio account.",
  noCredentials: "No Twilio credentials are stored: store the account SID and auth token.",
  secretsUnavailable: "The stored credentials cannot be read at the moment: try again in a minute.",
  secretsMalformed: "The stored credentials cannot be read: store them again.",
  twilioMalformed: "The stored Twilio credentials cannot be read.",
  accountNotActive: "Twilio has suspended or closed the account: see Twilio's console.",
  tokenRejected: "Twilio no longer accepts the auth token: copy it again from Twilio's console.",
  credentialsRejected: "Twilio rejects this account SID with this auth token: copy both from Twilio's console.",
  twilioUnknown: "Twilio does not know this account or number.",
  twilioLimited: "Twilio limits the rate of requests: try again in a minute.",
  twilioUnreachable: "Twilio cannot be reached: try again in a minute.",
  twilioFailed: "Twilio cannot be reached, or sends an unexpected response: try again in a minute.",
  notHeld: "{} is no longer in the Twilio account: disconnect it here.",
  notSet: "Twilio does not send all calls of {} here: connect it again.",
  textsNotSet: "Twilio does not send texts to {} here, so replies and STOP do not arrive: connect it again.",
  serviceUnknown:
    "Twilio does not know the messaging service {} of the configuration, so no text is sent: correct it in the configuration.",
  notInService:
    "{} is not a sender of the messaging service, so no text comes from it: add it to the service in Twilio's console.",
  serviceKeepsTexts:
    "The messaging service does not pass texts on to its numbers, so replies and STOP do not arrive: set it to Defer to sender's webhook in Twilio's console.",
  serviceNotChecked: "Twilio does not show the messaging service at the moment: try again in a minute.",
  signatureRejected:
    "Our webhook does not accept Twilio's signature yet: it does within five minutes after credentials are stored, or at the first call.",
  webhookStatus: "Our webhook answered with status {}: report this to the operator.",
  webhookUnreachable: "Our webhook cannot be reached at its public address. On a laptop: is the tunnel running?",
  noModelKey: "No key for the model is stored: store an OpenAI key. Until then callers are forwarded.",
  modelKeyRejected: "The model's server rejects the key: store another one.",
  modelLimited: "The model's server limits our requests: see the credit and limits of the OpenAI account.",
  modelUnreachable: "The model's server cannot be reached: try again in a minute.",
  noForwarding: "There is no forwarding number: when something fails, callers can only leave a voicemail.",
  noOneOnCall: "There is no person on call: an emergency only rings the forwarding number.",
  notAllowed:
    "{} is in the configuration, and calls are not transferred to it: change the number, or ask the platform to allow it.",
  comesBack:
    "{} is in the configuration, and calls are not transferred to it, because this front desk answers it: change the number.",
} as const;

export type FindingCode = keyof typeof SENTENCES;
/** `value` is the number or the status that the sentence names. */
export type Finding = { code: FindingCode; value?: string };

const PATTERNS = Object.entries(SENTENCES).map(([code, sentence]) => {
  const pattern = sentence.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace("\\{\\}", "(\\S+)");
  return { code: code as FindingCode, pattern: new RegExp(`^${pattern}(?: |$)`) };
});

/** The findings of a message, in its order. What is not known is left over, and shown as it is. */
export function readFindings(message: string): { findings: Finding[]; rest: string } {
  const findings: Finding[] = [];
  let rest = message;
  while (rest !== "") {
    const known = PATTERNS.map(({ code, pattern }) => ({ code, found: pattern.exec(rest) })).find(({ found }) => found);
    if (!known?.found) break;
    const value = known.found[1];
    findings.push({ code: known.code, ...(value !== undefined && { value }) });
    rest = rest.slice(known.found[0].length);
  }
  return { findings, rest };
}
