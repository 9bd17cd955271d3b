// The codes that forward a line, as the carriers publish them. Mobile carriers of the GSM family use those of 3GPP TS 22.030.

export const LINES = ["landline", "att", "tmobile", "verizon"] as const;
export type Line = (typeof LINES)[number];
export type When = "unanswered" | "busy" | "unansweredOrBusy" | "always";
export type Code = { when: When; dial: string; stop: string };

/** What to dial for a number with its country code. */
export function codesOf(line: Line, number: string): Code[] {
  const national = number.replace(/^\+1/, "");
  switch (line) {
    case "landline":
      return [
        { when: "unanswered", dial: `*92 ${national}`, stop: "*93" },
        { when: "busy", dial: `*90 ${national}`, stop: "*91" },
        { when: "always", dial: `*72 ${national}`, stop: "*73" },
      ];
    case "verizon":
      return [
        { when: "unansweredOrBusy", dial: `*71 ${national}`, stop: "*73" },
        { when: "always", dial: `*72 ${national}`, stop: "*73" },
      ];
    case "att":
    case "tmobile": {
      const dialed = `1${national}`;
      return [
        { when: "unanswered", dial: `**61*${dialed}#`, stop: "##61#" },
        { when: "busy", dial: `**67*${dialed}#`, stop: "##67#" },
        { when: "always", dial: `**21*${dialed}#`, stop: "##21#" },
      ];
    }
  }
}
