// The difference of two configurations in words: one line for each thing that a person would call one change.

import type { ArrivalWindow, Closure, Configuration, Day, JobType, Question } from "../api/generated/types.gen";
import type { ConfigText } from "../text/config";
import { clock, dayOfYear, money, phone, weekday } from "../ui/format";
import { DAYS } from "./hours";
import { spansInWords } from "./hours_words";
import { questionInWords, questionName } from "./questions";

/** What changed: `before` is missing for what is new, `after` for what is gone. */
export type Change = { name: string; before?: string; after?: string };

type Part = Partial<Configuration>;
type Collect = (name: string, before: string | undefined, after: string | undefined) => void;

/** The changes from one configuration to another, or from one part to the same part of another. */
export function changesBetween(before: Part, after: Part, text: ConfigText): Change[] {
  const changes: Change[] = [];
  const collect: Collect = (name, old, now) => {
    if (old === now) return;
    changes.push({ name, ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) });
  };
  for (const compare of [wordsOf, hoursOf, visitsOf, areaOf, peopleOf, questionsOf, answersOf, callersOf]) {
    compare(before, after, text, collect);
  }
  return changes;
}

type Compare = (before: Part, after: Part, text: ConfigText, collect: Collect) => void;

const wordsOf: Compare = (before, after, text, collect) => {
  const { fields, onOff, manners } = text;
  for (const field of [
    "company",
    "agent_name",
    "greeting",
    "after_hours_greeting",
    "personality",
    "voice",
    "model",
  ] as const) {
    collect(fields[field], before[field] ?? undefined, after[field] ?? undefined);
  }
  collect(fields.time_zone, before.time_zone, after.time_zone);
  collect(fields.languages, spokenIn(before, text), spokenIn(after, text));
  for (const field of ["ai", "record_calls"] as const) {
    const [old, now] = [before, after].map(({ disclosure }) => disclosure && onOff[disclosure[field] ? "on" : "off"]);
    collect(fields[field], old, now);
  }
  collect(
    fields.after_hours,
    before.after_hours && manners.after_hours[before.after_hours],
    after.after_hours && manners.after_hours[after.after_hours],
  );
  const [streamed, streams] = [before, after].map((part) => onOff[part.streaming ? "on" : "off"]);
  collect(fields.streaming, streamed, streams);
  const [asked, asks] = [before, after].map((part) => onOff[(part.ask_to_accept_transfers ?? true) ? "on" : "off"]);
  collect(fields.ask_to_accept_transfers, asked, asks);
  collect(fields.water_policy, waterOf(before, manners.water_policy), waterOf(after, manners.water_policy));
};

/** The languages with what is chosen for each; missing in a part without words. */
function spokenIn(part: Part, { languages: words, voice }: ConfigText): string | undefined {
  if (part.voice === undefined && part.languages === undefined) return undefined;
  const spoken = (part.languages ?? []).map((each) =>
    [voice.languages[each.language], each.voice, each.greeting, each.after_hours_greeting].filter(Boolean).join(", "),
  );
  return spoken.join("; ") || words.none;
}

/** Without a policy, water is an emergency: the API leaves the usual one out. */
function waterOf(part: Part, words: ConfigText["manners"]["water_policy"]): string | undefined {
  return words[part.water_policy ?? "emergency"];
}

const hoursOf: Compare = (before, after, text, collect) => {
  if (!before.hours || !after.hours) return;
  const [old, now] = [before.hours.weekly, after.hours.weekly];
  DAYS.forEach((day, place) => {
    collect(weekday(place), spansInWords(old[day] ?? [], text), spansInWords(now[day] ?? [], text));
  });
  const closures = [before.hours.closures ?? [], after.hours.closures ?? []];
  const dates = new Set(closures.flatMap((each) => each.map(({ date }) => date)));
  for (const date of [...dates].sort()) {
    const [was, is] = closures.map((each) => each.find((closure) => closure.date === date));
    const hours = (closure: Closure | undefined) =>
      closure ? spansInWords(closure.hours ?? [], text) : text.dates.choices.usual;
    const name = is?.name ?? was?.name ?? "";
    collect(`${name}, ${dayOfYear(date)}`, hours(was), hours(is));
    if (was && is) collect(dayOfYear(date), was.name, is.name);
  }
};

/** Compares two lists whose items have a key: each item is one change. */
function listed<Item>(
  lists: [Item[] | undefined, Item[] | undefined],
  keyOf: (item: Item) => string,
  nameOf: (item: Item) => string,
  words: (item: Item) => string,
  collect: Collect,
): void {
  const [old, now] = lists.map((list) => new Map(list?.map((item) => [keyOf(item), item])));
  for (const key of new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])) {
    const [was, is] = [old?.get(key), now?.get(key)];
    const named = is ?? was;
    if (named) collect(nameOf(named), was && words(was), is && words(is));
  }
}

const visitsOf: Compare = (before, after, text, collect) => {
  const job = (each: JobType) =>
    [
      each.name,
      text.minutes(each.duration_minutes),
      money(each.fee_micro_usd),
      each.after_hours_fee_micro_usd != null && text.afterHoursFee(money(each.after_hours_fee_micro_usd)),
      (each.member_discount_percent ?? 0) > 0 && text.memberDiscount(each.member_discount_percent ?? 0),
    ]
      .filter(Boolean)
      .join(", ");
  listed(
    [before.job_types, after.job_types],
    ({ id }) => id,
    () => text.fields.job_types,
    job,
    collect,
  );
  const [old, now] = [before.arrival_windows, after.arrival_windows];
  const window = (each: ArrivalWindow) =>
    [`${clock(each.starts)} – ${clock(each.ends)}`, text.visitsADay(each.capacity), daysOf(each.days)]
      .filter(Boolean)
      .join(", ");
  listed(
    [old?.windows, now?.windows],
    ({ id }) => id,
    () => text.fields.arrival_windows,
    window,
    collect,
  );
  collect(text.fields.cutoff, old && text.minutes(old.cutoff_minutes), now && text.minutes(now.cutoff_minutes));
  collect(text.fields.horizon, old && text.days(old.horizon_days), now && text.days(now.horizon_days));
};

function daysOf(days: Day[] | undefined): string {
  return (days ?? []).map((day) => weekday(DAYS.indexOf(day), "short")).join(" ");
}

/** A list as a set: what is gone, and what is new. */
function set(name: string, old: string[] | undefined, now: string[] | undefined, collect: Collect): void {
  const gone = (old ?? []).filter((item) => !now?.includes(item));
  const added = (now ?? []).filter((item) => !old?.includes(item));
  if (gone.length + added.length === 0) return;
  collect(name, gone.length ? gone.join(", ") : undefined, added.length ? added.join(", ") : undefined);
}

const areaOf: Compare = (before, after, { fields }, collect) => {
  const [old, now] = [before.service_area, after.service_area];
  set(fields.zips, old?.zips, now?.zips, collect);
  set(fields.cities, old?.cities, now?.cities, collect);
  collect(fields.out_of_area_answer, old?.out_of_area_answer, now?.out_of_area_answer);
  listed(
    [before.locations, after.locations],
    ({ name }) => name,
    ({ name }) => name,
    ({ address, cities = [] }) => (cities.length > 0 ? `${address} (${cities.join(", ")})` : address),
    collect,
  );
};

const peopleOf: Compare = (before, after, text, collect) => {
  const [old, now] = [before.on_call, after.on_call];
  const people = ({ people }: NonNullable<Part["on_call"]>) =>
    people.map(({ name, number }, place) => `${place + 1}. ${name} ${phone(number)}`).join(", ");
  collect(text.fields.on_call, (old && people(old)) || undefined, (now && people(now)) || undefined);
  collect(text.fields.ring_seconds, old && text.seconds(old.ring_seconds), now && text.seconds(now.ring_seconds));
  const [was, is] = [before, after].map(({ forwarding_number: number }) => (number ? phone(number) : undefined));
  collect(text.fields.forwarding_number, was, is);
};

const questionsOf: Compare = (before, after, { fields, asked }, collect) => {
  listed(
    [before.questions, after.questions],
    ({ id }) => id,
    () => fields.questions,
    (each) => questionInWords(each, asked),
    collect,
  );
  const [old, now] = [before, after].map(({ questions = [] }) => questions);
  const names = (list: Question[] = []) => list.map((each) => questionName(each, asked)).join(", ");
  const ids = (list: Question[] = []) => list.map(({ id }) => id);
  if (ids(old).toSorted().join() === ids(now).toSorted().join()) collect(fields.question_order, names(old), names(now));
};

const answersOf: Compare = (before, after, { fields }, collect) => {
  listed(
    [before.faq, after.faq],
    ({ question }) => question,
    ({ question }) => question,
    ({ answer }) => answer,
    collect,
  );
  set(fields.never_say, before.never_say, after.never_say, collect);
};

const callersOf: Compare = (before, after, { fields, onOff, manners, masks }, collect) => {
  for (const kind of ["sales", "job_seeker", "supplier"] as const) {
    const usual = kind === "sales" ? "end" : "message";
    const [was, is] = [before, after].map((part) => manners.non_customers[part.non_customers?.[kind] ?? usual]);
    collect(fields[kind], was, is);
  }
  const [old, now] = [before.texts, after.texts];
  for (const field of ["confirmations", "missed_calls"] as const) {
    collect(fields[field], onOff[old?.[field] ? "on" : "off"], onOff[now?.[field] ? "on" : "off"]);
  }
  collect(fields.messaging_service, old?.messaging_service ?? undefined, now?.messaging_service ?? undefined);
  const [wasMasked, isMasked] = [before, after].map((part) => part.mask_also?.map((each) => masks[each]));
  set(fields.mask_also, wasMasked, isMasked, collect);
  set(fields.blocked_callers, before.blocked_callers?.map(phone), after.blocked_callers?.map(phone), collect);
};
