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
    service_suspended: () => "An operator suspended the company: its calls are not answered. Contact the platform.",
    service_inactive: () => "The company is out of service: its calls are not answered.",
    test_mode: () => "Test mode is on: calls are answered, but nothing is booked.",
    no_number: () => "No number is connected. Choose one below.",
    no_twilio_credentials: () => "No Twilio account is stored. Store one below.",
    secrets_unavailable: () => "The stored credentials cannot be read at the moment.",
    secrets_malformed: () => "The stored credentials cannot be read. Store them again.",
    twilio_credentials_malformed: () => "The stored Twilio credentials cannot be read. Store them again.",
    account_not_active: () =>
      "Twilio suspended or closed the account. Usually a bill is unpaid, or Twilio waits for a confirmation: sign in at twilio.com.",
    auth_token_rejected: () => "Twilio no longer accepts the auth token: it was replaced there. Copy the new one.",
    credentials_rejected: () => "Twilio rejects this account SID with this auth token. Copy both again.",
    twilio_unknown: () => "Twilio does not know this account or number.",
    twilio_rate_limited: () => "Twilio limits the rate of requests. Wait a minute.",
    twilio_unreachable: () =>
      "Twilio cannot be reached. Wait a minute; status.twilio.com shows whether it has an outage.",
    twilio_failed: () => "Twilio cannot be reached, or answers unexpectedly. Wait a minute.",
    number_not_held: (phone?: string) =>
      `${number(phone)} is no longer in the Twilio account. Disconnect it, or look whether it was released at Twilio.`,
    number_not_set: (phone?: string) =>
      `Twilio does not send all calls of ${number(phone)} here: its settings were changed there.`,
    texts_not_set: (phone?: string) =>
      `Twilio does not send texts to ${number(phone)} here, so replies and STOP do not arrive. If it belongs to a messaging service, set that to “Defer to sender's webhook”.`,
    messaging_service_unknown: (service?: string) =>
      `Twilio does not know the messaging service ${service ?? "of the agent"}, so no text is sent. Correct it in the agent's set-up.`,
    number_not_in_service: (phone?: string) =>
      `${number(phone)} is not a sender of your messaging service, so no text comes from it. Add it to the service in Twilio's console.`,
    service_keeps_texts: () =>
      "Your messaging service keeps the texts that arrive, so replies and STOP do not reach us. Set it to “Defer to sender's webhook” in Twilio's console.",
    service_not_checked: () => "Twilio does not show the messaging service at the moment. Wait a minute.",
    webhook_signature_rejected: () =>
      "We do not accept Twilio's signature yet. We do five minutes after credentials are stored, or at the first call.",
    webhook_status: (status?: string) =>
      `Our own address answered with status ${status ?? "?"}. Tell the operator of the platform.`,
    webhook_unreachable: () => "Our own address cannot be reached. On a laptop: is the tunnel running?",
    no_model_key: () => "No key for the model is stored. Until then callers are forwarded.",
    model_key_rejected: () => "The model's server rejects the key. Store another one.",
    model_rate_limited: () =>
      "The model's server limits our requests. Add credit, or raise the limit, at platform.openai.com.",
    model_unreachable: () =>
      "The model's server cannot be reached. Until it can, callers are forwarded; status.openai.com shows whether it has an outage.",
    no_forwarding_number: () =>
      "There is no forwarding number: when something fails, callers can only leave a voicemail.",
    no_one_on_call: () => "Nobody is on call: an emergency only rings the forwarding number.",
    number_not_allowed: (phone?: string) =>
      `Calls are not transferred to ${number(phone)}. Change it, or ask the platform to allow that country.`,
    number_comes_back: (phone?: string) =>
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
  noneInAccount: "The account has no number yet. Buy one here, or in Twilio's console.",
  buy: "Buy a number",
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
