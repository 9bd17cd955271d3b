import type { ProblemKind } from "../api/problem";
import { calls } from "./en/calls";
import { inbox } from "./en/inbox";
import { today } from "./en/today";

type ProblemWords = Record<ProblemKind, { title: string; what: string }>;

const problems: ProblemWords = {
  offline: { title: "You are offline", what: "We cannot be reached from here. Check your connection, then try again." },
  "session-ended": { title: "Your session ended", what: "Sign in again to go on. What you typed is kept." },
  forbidden: {
    title: "You may not see this",
    what: "Your role does not include it. An owner of your company can change your role.",
  },
  "sign-in-again": { title: "Sign in again.", what: "This needs a sign-in of the last five minutes." },
  "not-found": { title: "Not found", what: "It does not exist, or it is not yours." },
  conflict: { title: "This cannot be done now.", what: "Something else changed in the meantime." },
  stale: { title: "Someone saved first.", what: "Load their version, see what differs, and save again." },
  invalid: { title: "Something is not right yet.", what: "Correct the marked fields." },
  "too-many": { title: "Too many requests", what: "We try again in a moment. You need not do anything." },
  budget: { title: "The budget is spent", what: "Calls go to your forwarding number until it renews." },
  elsewhere: { title: "Twilio or the model did not answer", what: "Nothing was changed. Try again in a minute." },
  unavailable: { title: "This did not load", what: "It is our fault, not yours. Try again in a moment." },
};

export const en = {
  common: {
    product: "Front desk",
    close: "Close",
    back: "Back",
    cancel: "Cancel",
    save: "Save",
    retry: "Try again",
    retryIn: (seconds: number) => `Trying again in ${seconds} s`,
    loading: "Loading",
    optional: "optional",
    more: "Show more",
    asTable: "As a table",
    shownIsOld: "You are offline. What you see may be old.",
    skip: "Skip to the content",
    later: "Not now",
    signInAgain: "Sign in again",
    signedInAgain: "You are signed in again. Now repeat it.",
    language: "Language",
    yes: "Yes",
    no: "No",
    by: { you: "you", program: "A program", someone: "Someone in the office" },
    secret: { copy: "Copy", copied: "Copied", share: "Share" },
  },
  problems,
  nav: {
    label: "Main",
    more: "More",
    groups: { work: "Work", agent: "Agent", figures: "Figures", company: "Company", platform: "Platform" },
    /** Of screens whose words load later. */
    titles: {
      team: "Team",
      keys: "API keys",
      webhooks: "Webhooks",
      notifications: "Notifications",
      audit: "Audit log",
      settings: "Settings",
      analytics: "Analytics",
      usage: "Usage and cost",
    },
    numbers: "Numbers",
    schedule: "Schedule",
    signOut: "Sign out",
    keys: "Keyboard shortcuts",
    keysHelp: "g and a letter go to a screen, / and Ctrl-K search, ? shows the letters.",
    palette: {
      open: "Go to or search",
      title: "Go to a screen, or search",
      none: "Nothing fits",
      searchCalls: (words: string) => `Search calls for “${words}”`,
      searchCompanies: (words: string) => `Search companies for “${words}”`,
      leave: "Leave the company",
    },
    account: "Account",
    testMode:
      "Test mode: callers hear that it is a test, and nothing is booked. Emergencies still page the people on call.",
    offline: "You are offline.",
    entered: (company: string) => `You are in ${company} as an operator.`,
    leave: "Leave",
    newVersion: "There is a new version of this page.",
    reload: "Load it",
  },
  signIn: {
    title: "Sign in",
    lead: "The front desk that answers every call.",
    button: "Sign in",
    signUp: "New here? Signing in creates your account.",
    operator: "Operator sign-in",
    busy: "One moment…",
    failed: "The sign-in did not finish. Try again.",
    development: "This is a laptop: the next page checks no password.",
  },
  roles: { owner: "Owner", manager: "Manager", dispatcher: "Dispatcher", viewer: "Viewer", operator: "Operator" },
  companies: {
    platform: "Platform",
    audit: "Audit",
    account: "Company account",
    title: "Companies",
    search: "Search by name or number",
    none: "No company fits",
    noNumber: "No number connected",
    statuses: { active: "Active", trial: "Trial", inactive: "Out of service", suspended: "Suspended" },
  },
  today,
  calls,
  inbox,
  /** What the API says in English, in this language. */
  server: (message: string): string => message,
};
