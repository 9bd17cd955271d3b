// The questions that the agent asks before it books a visit: those of the trade, and a company's own.

import type { Configuration, Language, Question } from "../api/generated/types.gen";
import type { ConfigText } from "../text/config";

type Words = ConfigText["asked"];
export type UsualQuestion = keyof Words["names"];

/** What no visit is booked without, in the usual order. */
export const VITAL = ["problem", "zip", "time", "name", "address"] as const;
/** What a company that lists no questions asks. */
const USUAL: Question[] = [...VITAL, "access_notes"].map((id) => ({ id }));
/** The most questions that the API takes. */
export const MOST_QUESTIONS = 25;

export const isVital = (id: string) => (VITAL as readonly string[]).includes(id);

/** Whether a question is one of the trade. */
export function isUsual(id: string, { names }: Words): id is UsualQuestion {
  return Object.hasOwn(names, id);
}

/** A question's name in lists. */
export function questionName({ id, label, ask = {} }: Question, words: Words): string {
  return label || (isUsual(id, words) ? words.names[id] : Object.values(ask)[0] || id);
}

/** A question with what the company chose about it. */
export function questionInWords(question: Question, words: Words): string {
  const { id, answer = "text", choices = [], required, job_types = [], ask = {} } = question;
  const own = !isUsual(id, words) && (choices.length > 0 ? choices.join(" / ") : words.kinds[answer]);
  const services = job_types.length > 0 && words.onlyFor(job_types.join(", "));
  const name = questionName(question, words);
  const wordings = Object.values(ask).filter((each) => each !== name);
  return [name, ...wordings, own, required && words.required, services].filter(Boolean).join(", ");
}

/** All questions in the order in which they are asked: what every visit needs comes first if the company does not list it. */
export function questionsAsked(questions: Question[] | undefined): Question[] {
  if (!questions?.length) return USUAL;
  const missing = VITAL.filter((id) => !questions.some((each) => each.id === id));
  return [...missing.map((id) => ({ id })), ...questions];
}

/** The languages that the agent speaks; without a choice, English and Spanish. */
export function spokenLanguages({ languages }: Pick<Configuration, "languages">): Language[] {
  const chosen = (languages ?? []).map(({ language }) => language);
  return chosen.length > 0 ? chosen : ["english", "spanish"];
}
