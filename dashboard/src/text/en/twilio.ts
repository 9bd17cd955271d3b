export const twilio = {
  lead: "Copy both from the first page of Twilio's console, under Account Info. We try them at once.",
  replaceLead:
    "We try the new credentials before they replace those of today. After another account, its numbers are listed.",
  sid: "Account SID",
  token: "Auth token",
  tokenHelp: "Stored encrypted and never shown again, also not to you.",
  check: "Check and save",
  checking: "Asking Twilio…",
  account: "Twilio account",
  health: { works: "Works", refused: "Refused", unknown: "Not checked" },
  tokenEnds: (lastFour: string) => `Token ends in ${lastFour}`,
  checked: (when: string) => `checked ${when}`,
  disconnected: (numbers: string) => `Disconnected, because this account does not hold them: ${numbers}`,
};
