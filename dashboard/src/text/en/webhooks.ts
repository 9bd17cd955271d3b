import type {
  DeliveryFailure,
  WebhookDeliveryState,
  WebhookDisabledReason,
  WebhookEventType,
} from "../../api/generated/types.gen";
import { plural } from "../plural";

const events: Record<WebhookEventType, string> = {
  "call.completed": "A call ended",
  "appointment.booked": "A visit was booked",
  "appointment.changed": "A visit was moved or corrected",
  "appointment.cancelled": "A visit was cancelled",
  "emergency.raised": "A danger was reported",
  "emergency.acknowledged": "An emergency was acknowledged",
  "message.taken": "A message was left",
  "message.received": "A text arrived",
};

const disabled: Record<WebhookDisabledReason, string> = {
  company: "Switched off by your team.",
  gone: "The receiver said that it is gone for good (410).",
  failing: "It accepted nothing for five days.",
  secret_lost: "Its secret is lost. Replace the secret.",
};

const failures: Record<DeliveryFailure, string> = {
  address_refused: "the address is not on the public internet",
  unreachable: "nothing answered there",
  timed_out: "no answer in time",
  broken: "the answer broke off",
};

const states: Record<WebhookDeliveryState, string> = {
  pending: "Waiting",
  delivered: "Delivered",
  failed: "Failed",
  dropped: "Left out",
};

export const webhooks = {
  title: "Webhooks",
  lead: "A webhook notifies your own program at once: of a booked visit, a message, an emergency.",
  create: "Add a webhook",
  none: "No webhook yet",
  noneWhat: "Give us the address of a program, and choose what it hears of.",
  works: "Works",
  failingSince: (when: string) => `Failing since ${when}`,
  off: "Off",
  disabled,
  eventCount: (count: number) => plural("en", count, { one: "# event", other: "# events" }),
  events,
  failures,
  form: {
    url: "Address",
    urlHelp: "It begins with https://. We send a signed POST request to it.",
    description: "What it is for",
    events: "What it hears of",
    all: "All",
    create: "Add it",
    wrongUrl: "It has to be an https:// address of the public internet, without a port.",
    wrongEvents: "Choose at least one.",
    wrongDescription: "At most 120 characters.",
    tooMany: "A company has at most 20 webhooks.",
  },
  secret: {
    title: "The secret of the webhook",
    label: "Secret",
    help: "We show it this one time. Your program checks with it that a request is ours.",
    overlap: "For 24 hours each request is signed with the old secret too, so that you can change the program first.",
    done: "Done",
    ending: (four: string) => `whsec_…${four}`,
    previous: "Old secret",
    previousUntil: (when: string) => `signs too until ${when}`,
    rotate: "Replace the secret",
    rotateTitle: "Replace the secret?",
    rotateWhat: "You get a new one. The old one signs too for 24 hours.",
  },
  one: {
    facts: "Endpoint",
    since: "Since",
    edit: "Change",
    saved: "Saved",
    turnOff: "Switch off",
    turnOn: "Switch on again",
    turnedOn: "It gets requests again.",
    turnedOff: "It gets no requests now.",
    remove: "Remove",
    removeTitle: "Remove this webhook?",
    removeWhat: "It gets no more requests, and its log is gone.",
    removed: "The webhook is removed.",
  },
  test: {
    title: "Send a test",
    what: "A sample with made-up data, marked as a test.",
    event: "Event",
    send: "Send it",
    sent: "On its way: see the log below.",
  },
  log: {
    title: "Deliveries",
    what: "The last 30 days. We keep neither what was sent nor what was answered.",
    none: "Nothing was sent yet",
    noneWhat: "Send a test, and see here how it went.",
    states,
    test: "Test",
    attempt: (number: number) => `Attempt ${number}`,
    answered: (status: number, time: string) => `answered ${status} in ${time}`,
    failed: (why: string, time: string) => `${why} (${time})`,
    next: (when: string) => `Next attempt ${when}`,
    due: "The next attempt is due now.",
    resend: "Send again",
    resent: "It is sent again.",
    id: "Event id",
  },
};
