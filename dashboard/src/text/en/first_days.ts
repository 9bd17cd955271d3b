import { plural } from "../plural";

export const firstDays = {
  title: "Your first days",
  done: (done: number, of: number) => `${done} of ${of} done`,
  isDone: "done",
  tick: "I have done this",
  connect: "Connect a number",
  connectWhat: "Until a number is connected, nobody can call your agent.",
  call: (number: string) => `Call ${number}`,
  callWhat: "Call it from your mobile phone and listen. The call shows here a few seconds after it ends.",
  forward: "Forward your line to the agent",
  forwardWhat: "Keep the number that is on your trucks. From that line, dial the code of what the agent should take:",
  forwardNote:
    "The agent still sees the caller's number. Begin with the calls that you do not answer: you lose those today. Some phone companies have other codes or a web page; ask yours.",
  line: "Your line is with",
  lines: {
    landline: "A landline or cable company",
    att: "AT&T mobile",
    tmobile: "T-Mobile",
    verizon: "Verizon mobile",
  },
  when: {
    unanswered: "Calls you do not answer",
    busy: "While the line is busy",
    unansweredOrBusy: "Unanswered or busy",
    always: "Every call",
  },
  stop: "to stop:",
  invite: "Invite your team",
  inviteWhat: "Dispatchers see calls and messages, and book visits. Managers change what the agent says.",
  texts: "Register for texts",
  textsWhat:
    "US carriers deliver texts only from registered numbers. In Twilio's console: Messaging, Regulatory Compliance. It takes days, and calls work without it. Then switch on confirmations by text in the agent's settings.",
  lead: "Your agent is launched. These make the most of it.",
  allDone: "Everything is done.",
  show: "Show on Today",
  toToday: "To Today",
  leaveOut: "Not for us",
  leftOut: (count: number) => plural("en", count, { one: "# step is left out", other: "# steps are left out" }),
  showAgain: "Show again",
};
