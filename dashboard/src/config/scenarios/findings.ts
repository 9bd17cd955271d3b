// What a scenario expects, and what did not hold, in words.

import type { ExpectedCall, Outcome, ScenarioFinding } from "../../api/generated/types.gen";
import type { ScenariosText } from "../../text/scenarios";
import type { Text } from "../../text/text";

/** The words of the screens, and the names that a company gave. */
export type Names = { text: Text["calls"]; words: ScenariosText; jobType: (id: string) => string };

const OUTCOMES = 9;

/** The title of a scenario: a standard one is translated by its key. */
export function titleOf({ key, title }: { key: string; title: string }, words: ScenariosText): string {
  return words.standard[key] ?? title;
}

/** Names separated by commas, as the API joins them. */
function listed(names: string | undefined): string[] {
  return (names ?? "").split(",").flatMap((name) => name.trim() || []);
}

function hazards(found: string[], { text, words }: Names): string {
  const names: Record<string, string> = text.one.hazards;
  return words.all(found.map((hazard) => names[hazard] ?? hazard)) || words.findings.nothing;
}

function outcomes(found: string[], { text, words }: Names): string {
  const names: Record<string, string> = text.outcomes;
  return words.either(found.map((outcome) => words.quoted(names[outcome] ?? outcome)));
}

function languageOf(name: string, { text }: Names): string {
  const names: Record<string, string> = text.one.languages;
  return names[name] ?? name;
}

/** A rule for words: alternatives are separated by `|`. */
function rule(alternatives: string, { words }: Names): string {
  return words.either(
    alternatives
      .split("|")
      .map((each) => each.trim())
      .filter(Boolean)
      .map(words.quoted),
  );
}

/** What does not hold, as a sentence. */
export function sentenceOf({ code, expected = "", found = "" }: ScenarioFinding, names: Names): string {
  const say = names.words.findings;
  const { quoted } = names.words;
  switch (code) {
    case "outcome":
      // All but one: then that one is what may not be.
      return listed(expected).length >= OUTCOMES - 1
        ? say.otherOutcome(outcomes([found], names))
        : say.outcome(outcomes(listed(expected), names), outcomes([found], names));
    case "emergencies":
      return expected === ""
        ? say.noEmergency(hazards(listed(found), names))
        : say.emergencies(hazards(listed(expected), names), hazards(listed(found), names));
    case "job_type":
      return found === ""
        ? say.noVisit(quoted(names.jobType(expected)))
        : say.job_type(
            quoted(names.jobType(expected)),
            names.words.all(listed(found).map((id) => quoted(names.jobType(id)))),
          );
    case "language":
      return say.language(languageOf(expected, names), languageOf(found, names));
    case "not_said_first":
    case "not_said":
    case "said":
      return say[code](rule(expected, names));
    case "not_ended":
      return say.not_ended(found);
    case "not_run":
      return say.not_run[found] ?? say.not_run.unavailable ?? say.unknown;
    case "did_not_ring":
    case "rang":
      return say[code];
    default:
      return say.unknown;
  }
}

/** What a call has to come to, a line for each thing. */
export function expectationsOf(expected: ExpectedCall, names: Names): string[] {
  const say = names.words.expected;
  const { outcomes: wanted = [], emergencies = [], rings, job_type, language, says_first, says, never_says } = expected;
  const lines = [
    wanted.length > 0 && say.outcome(outcomes(wanted, names)),
    emergencies.length > 0 && say.emergencies(hazards(emergencies, names)),
    rings === true && say.rings,
    rings === false && say.ringsNot,
    job_type && say.job_type(names.words.quoted(names.jobType(job_type))),
    language && say.language(languageOf(language, names)),
    says_first && say.says_first(rule(says_first, names)),
    ...(says ?? []).map((words) => say.says(rule(words, names))),
    ...(never_says ?? []).map((words) => say.never_says(rule(words, names))),
  ].filter((line) => typeof line === "string");
  return lines.length > 0 ? lines : [say.nothing];
}

/** What a call came to, as the API expects it of a scenario that is made from it. */
export function expectedOf(call: {
  outcome: Outcome | undefined;
  language: ExpectedCall["language"];
  job_types: string[];
  emergencies: NonNullable<ExpectedCall["emergencies"]>;
}): ExpectedCall {
  const [job_type, ...others] = call.job_types;
  return {
    outcomes: call.outcome && call.outcome !== "abandoned" ? [call.outcome] : [],
    emergencies: call.emergencies,
    ...(job_type && others.length === 0 && { job_type }),
    ...(call.language && { language: call.language }),
  };
}
