// Each part of the agent in a line or two.

import type { Configuration } from "../../api/generated/types.gen";
import { datesOf } from "../../config/dates";
import { SPOKEN } from "../../config/holidays";
import { dateIn } from "../../config/hours";
import { spansInWords, weekInWords } from "../../config/hours_words";
import { questionName } from "../../config/questions";
import type { AgentText } from "../../text/agent";
import type { ConfigText } from "../../text/config";
import { day, money, phone } from "../../ui/format";
import type { SectionName } from "./sections";

export function summaryOf(
  section: SectionName,
  configuration: Configuration,
  text: AgentText,
  words: ConfigText,
): string[] {
  return SUMMARIES[section](configuration, text, words).filter((line) => line !== "");
}

type Summary = (configuration: Configuration, text: AgentText, words: ConfigText) => string[];

const SUMMARIES: Record<SectionName, Summary> = {
  hours: ({ hours, time_zone }, { summary }, words) => {
    const next = datesOf(hours.closures ?? [], dateIn(time_zone)).find(({ closure }) => closure);
    const week = weekInWords(hours.weekly, words);
    if (!next?.closure) return [week];
    const { holiday, closure } = next;
    const name = holiday && closure.name === SPOKEN[holiday] ? words.holidays[holiday] : closure.name;
    return [week, summary.next(name, day(next.date), spansInWords(closure.hours ?? [], words))];
  },
  greeting: ({ agent_name, greeting }) => [`${agent_name}: ${greeting}`],
  voice: ({ voice, model }, _, words) => [
    [`${voice[0]?.toUpperCase()}${voice.slice(1)}`, words.voice.about[voice].toLowerCase(), model]
      .filter(Boolean)
      .join(", "),
  ],
  services: ({ job_types }, { summary }) => {
    const fees = job_types.map((job) => job.fee_micro_usd);
    const [least, most] = [money(Math.min(...fees)), money(Math.max(...fees))];
    return [summary.fees(job_types.length, least === most ? least : `${least} – ${most}`)];
  },
  questions: ({ questions = [] }, _, { asked }) => [
    questions.length > 0 ? questions.map((each) => questionName(each, asked)).join(", ") : asked.usual,
  ],
  area: ({ service_area: { zips = [], cities = [] } }, { summary }) => [
    [zips.length > 0 ? summary.zips(zips.length) : summary.everywhere, ...cities].join(", "),
  ],
  "on-call": ({ on_call }, { summary }) => [on_call?.people.map(({ name }) => name).join(", ") || summary.nobody],
  "after-hours": ({ after_hours, forwarding_number }, _, words) => [
    [words.manners.after_hours[after_hours ?? "book_or_message"], forwarding_number && phone(forwarding_number)]
      .filter(Boolean)
      .join(" · "),
  ],
  answers: ({ faq = [], never_say = [] }, { summary }) => [
    `${summary.answers(faq.length)}, ${summary.limits(never_say.length)}`,
  ],
  callers: ({ texts, blocked_callers = [] }, { summary }) => [
    `${texts?.confirmations || texts?.missed_calls ? summary.textsOn : summary.textsOff}, ${summary.blocked(blocked_callers.length)}`,
  ],
};
