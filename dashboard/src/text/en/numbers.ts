const number = (phone: string | undefined) => phone ?? "The number";

export const en = {
  title: "Numbers",
  check: "Connection check",
  checkAgain: "Check again",
  checking: "Checking…",
  works: "Calls reach your agent",
  broken: "Calls do not all reach your agent",
  results: { right: "Works", advice: "Advice", wrong: "Wrong", not_reached: "After the above" } as Record<
    string,
    string
  >,
  parts: {
    service: "Service",
    numbers: "Numbers",
    twilio_credentials: "Twilio account",
    numbers_at_twilio: "Calls at Twilio",
    texts_at_twilio: "Texts at Twilio",
    webhook: "Way from Twilio to us",
    model: "The agent's model",
    people: "People to reach",
  } as Record<string, string>,
  findings: {
    suspended: () => "An operator suspended the company: its calls are not answered. Contact the platform.",
    inactive: () => "The company is out of service: its calls are not answered.",
    testMode: () => "Test mode is on: calls are answered, but nothing is booked.",
    noNumber: () => "No number is connected. Choose one below.",
    noCredentials: () => "No Twilio account is stored. Store one below.",
    secretsUnavailable: () => "The stored credentials cannot be read at the moment.",
    secretsMalformed: () => "The stored credentials cannot be read. Store them again.",
    twilioMalformed: () => "The stored Twilio credentials cannot be read. Store them again.",
    accountNotActive: () =>
      "Twilio suspended or closed the account. Usually a bill is unpaid, or Twilio waits for a confirmation: sign in at twilio.com.",
    tokenRejected: () => "Twilio no longer accepts the auth token: it was replaced there. Copy the new one.",
    credentialsRejected: () => "Twilio rejects this account SID with this auth token. Copy both again.",
    twilioUnknown: () => "Twilio does not know this account or number.",
    twilioLimited: () => "Twilio limits the rate of requests. Wait a minute.",
    twilioUnreachable: () =>
      "Twilio cannot be reached. Wait a minute; status.twilio.com shows whether it has an outage.",
    twilioFailed: () => "Twilio cannot be reached, or answers unexpectedly. Wait a minute.",
    notHeld: (phone?: string) =>
      `${number(phone)} is no longer in the Twilio account. Disconnect it, or look whether it was released at Twilio.`,
    notSet: (phone?: string) =>
      `Twilio does not send all calls of ${number(phone)} here: its settings were changed there.`,
    textsNotSet: (phone?: string) =>
      `Twilio does not send texts to ${number(phone)} here, so replies and STOP do not arrive. If it belongs to a messaging service, set that to “Defer to sender's webhook”.`,
    serviceUnknown: (service?: string) =>
      `Twilio does not know the messaging service ${service ?? "of the agent"}, so no text is sent. Correct it in the agent's set-up.`,
    notInService: (phone?: string) =>
      `${number(phone)} is not a sender of your messaging service, so no text comes from it. Add it to the service in Twilio's console.`,
    serviceKeepsTexts: () =>
      "Your messaging service keeps the texts that arrive, so replies and STOP do not reach us. Set it to “Defer to sender's webhook” in Twilio's console.",
    serviceNotChecked: () => "Twilio does not show the messaging service at the moment. Wait a minute.",
    signatureRejected: () =>
      "We do not accept Twilio's signature yet. We do five minutes after credentials are stored, or at the first call.",
    webhookStatus: (status?: string) =>
      `Our own address answered with status ${status ?? "?"}. Tell the operator of the platform.`,
    webhookUnreachable: () => "Our own address cannot be reached. On a laptop: is the tunnel running?",
    noModelKey: () => "No key for the model is stored. Until then callers are forwarded.",
    modelKeyRejected: () => "The model's server rejects the key. Store another one.",
    modelLimited: () =>
      "The model's server limits our requests. Add credit, or raise the limit, at platform.openai.com.",
    modelUnreachable: () =>
      "The model's server cannot be reached. Until it can, callers are forwarded; status.openai.com shows whether it has an outage.",
    noForwarding: () => "There is no forwarding number: when something fails, callers can only leave a voicemail.",
    noOneOnCall: () => "Nobody is on call: an emergency only rings the forwarding number.",
    notAllowed: (phone?: string) =>
      `Calls are not transferred to ${number(phone)}. Change it, or ask the platform to allow that country.`,
    comesBack: (phone?: string) =>
      `Calls are not transferred to ${number(phone)}, because this agent answers it. Choose a mobile phone or a second line.`,
  },
  remedies: {
    checkAgain: "Check again",
    liveNow: "Turn test mode off",
    reactivate: "Put it back into service",
    toNumbers: "To the numbers",
    toAccount: "To the account",
    toKey: "To the key",
    connectAgain: (phone: string) => `Connect ${phone} again`,
    disconnect: (phone: string) => `Disconnect ${phone}`,
    people: "Say who is reached",
  },
  done: {
    connected: (phone: string) => `${phone} is connected.`,
    disconnected: (phone: string) => `${phone} is disconnected.`,
  },
  list: "Your numbers",
  noAccount: "Store your Twilio account below, and all of its numbers show here.",
  noneInAccount: "The account has no number yet. Buy one with Voice in Twilio's console.",
  connect: "Connect",
  connected: "Answered by the agent",
  notSet: "Settings changed at Twilio",
  notHeld: "Not in the account",
  textsOnly: "Texts only",
  disconnect: "Disconnect",
  disconnectTitle: (phone: string) => `Disconnect ${phone}?`,
  disconnectWhat: "The agent stops answering it, and Twilio stops sending its calls here. You can connect it again.",
  account: "Twilio account",
  replace: "Replace",
  forget: "Delete",
  forgetTitle: "Delete the Twilio credentials?",
  forgetWhat: "Then calls are not answered by the agent: callers reach your forwarding number, or leave a voicemail.",
  previous: "The token before the last change is still believed for an hour.",
  dropPrevious: "Stop believing it now",
  key: "Key for the model",
  keyLead:
    "With a key of OpenAI of your own, the model is billed to you. Without one, the platform's is used if it has one.",
  keyEnds: (lastFour: string) => `Key ends in ${lastFour}`,
  keyLabel: "OpenAI key",
  keySave: "Check and save",
  keyReplace: "Replace",
  keyForget: "Delete",
  keyForgetTitle: "Delete the key?",
  keyForgetWhat: "Without any key, callers are forwarded.",
  byHand: "Set a number by hand",
  byHandWhat:
    "Connecting a number sets all of its addresses at Twilio. To set them by hand in Twilio's console, each with HTTP POST:",
  byHandFallback:
    "The address for “Primary handler fails” is signed for your company and your forwarding number, so only connecting sets it. Leave it as it is.",
  addresses: { voice: "A call comes in", status: "Call status changes", message: "A message comes in" },
};
