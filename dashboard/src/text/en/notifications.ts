import type { Channel, NotificationKind, UndeliveredReason } from "../../api/generated/types.gen";

const kinds: Record<NotificationKind, { title: string; what: string }> = {
  emergency: { title: "Emergencies", what: "A caller reports a danger. Quiet hours never hold these." },
  message: { title: "Messages", what: "A caller leaves a message or a voicemail." },
  booking: { title: "New visits", what: "The agent books a visit." },
  change: { title: "Moved visits", what: "A visit gets another time." },
  cancellation: { title: "Cancelled visits", what: "A visit is cancelled." },
  digest: { title: "Morning summary", what: "What happened yesterday, at 8 in the morning." },
  account: { title: "Account", what: "Other numbers, budgets, a webhook that stopped. Owners always get these." },
};

const reasons: Record<UndeliveredReason, string> = {
  email_not_set_up: "E-mail is not set up on this platform yet. Ask its operator, or choose texts.",
  rejected: "The e-mail service refused it. Ask the operator of the platform.",
  bounced:
    "The address takes no e-mail. Correct the mailbox, then allow e-mail again, or invite them with another address.",
  bounced_this_time: "The mailbox did not take this one; it may be full. Later ones are sent.",
  complained: "It was marked as spam, so no more are sent. Ask which ones they want, then allow e-mail again.",
  number_not_allowed: "We do not text the country of this number. Enter another one.",
  no_number_connected: "Connect a number: texts come from it.",
  no_twilio_credentials: "Connect your Twilio account.",
  twilio_credentials_refused: "Twilio refuses your credentials. Store the present ones.",
  recipient_opted_out: "They replied STOP to your number. They can reply START.",
  not_contacted: "The customer asked not to be contacted, or you block the number.",
  not_a_mobile_number: "The number cannot receive texts. Enter a mobile number, or choose e-mail.",
  number_cannot_text: "Your number cannot send texts. Connect one that can, or choose e-mail.",
  region_not_enabled: "Allow texts to the country of the number in Twilio's console.",
  number_not_registered:
    "Carriers block texts from your number until it is registered with Twilio (A2P 10DLC). Choose e-mail until then.",
  unreachable: "The telephone was off or out of reach for too long. Call them.",
  blocked_by_recipient: "The telephone or its carrier blocks texts. Call them.",
  filtered_by_carrier: "A carrier took it for spam. Register your number with Twilio (A2P 10DLC), and call them.",
  messaging_service_refused:
    "Twilio does not know your messaging service, or it has no number. Correct it in the agent's set-up.",
  refused: "Twilio or the carrier refused it. Twilio's console shows why.",
};

export const notifications = {
  title: "Notifications",
  whose: "Whose",
  mine: "Mine",
  choose: "Choose a person",
  someone: "Someone who left",
  what: "What, and how",
  kinds,
  channels: { email: "E-mail", text: "Text", none: "Off" } satisfies Record<Channel, string>,
  where: "Where",
  email: "E-mail address",
  mobile: "Mobile number",
  mobileHelp: "For texts. US carriers block them until your company's number is registered; e-mail works at once.",
  wrongMobile: "This is not a telephone number, such as (214) 555-0142.",
  neededMobile: "Texts need a mobile number.",
  quiet: "Quiet hours",
  quietSwitch: "Hold notifications at night",
  quietHelp: "They come when the quiet hours end, in your company's time zone. Emergencies never wait.",
  from: "From",
  until: "Until",
  wrongQuiet: "They cannot begin and end at the same time.",
  saved: "Saved",
  refused: (kinds: string) => `The role does not allow this choice, so it stays as it was: ${kinds}.`,
  stopped: (since: string, why: string) => `No e-mail is sent since ${since}. ${why}`,
  allowEmail: "Allow e-mail again",
  undelivered: "Not delivered",
  noneUndelivered: "Everything arrived",
  noneUndeliveredWhat: "What does not reach someone shows here, with what to do.",
  notReached: (who: string, channel: Channel) => (channel === "text" ? `Text to ${who}` : `E-mail to ${who}`),
  reasons,
};
