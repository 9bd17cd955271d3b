// Proposals as rows to tick: the value in words, where it comes from, and what it does to the draft.

import type { Configuration, JobType, Proposals, ProposedService } from "../../api/generated/types.gen";
import type { ConfigText } from "../../text/config";
import type { ProposalsText } from "../../text/proposals";
import { money } from "../../ui/format";
import { weekInWords } from "../hours_words";
import { isSame } from "../merge_patch";
import { type Chosen, knownService, newCities, newZips } from "./merge";

export type Row = { value: string; label: string; help: string };
export type Group = "hours" | "areas" | "services" | "company";

type Words = { proposals: ProposalsText; config: ConfigText };
type Source = Proposals["hours"][number] | Proposals["areas"][number] | ProposedService;

/** The rows of each group. `value` is the group with the place in its list. */
export function rowsOf(found: Proposals, draft: Configuration, words: Words): Record<Group, Row[]> {
  const { proposals: text, config } = words;
  const { notes } = text;
  const row = (
    group: Group,
    place: number,
    label: string,
    { origin, quote }: Pick<Source, "origin" | "quote">,
    note = "",
  ) => ({
    value: `${group}:${place}`,
    label,
    // On lines of their own.
    help: [[note, notes[origin]].filter(Boolean).join(" "), `“${quote}”`].filter(Boolean).join("\n"),
  });
  const { zips = [], cities = [] } = draft.service_area;
  return {
    hours: found.hours.map((hours, place) => {
      const isThere = isSame(hours.value, draft.hours.weekly);
      const note = isThere ? notes.allThere : notes.replaces(weekInWords(draft.hours.weekly, config));
      return row("hours", place, weekInWords(hours.value, config), hours, note);
    }),
    areas: found.areas.map((area, place) => {
      const isThere = newZips(zips, area.zips).length === 0 && newCities(cities, area.cities).length === 0;
      const note = isThere ? notes.allThere : zips.length === 0 && area.zips.length > 0 ? notes.limits : "";
      const parts = [area.zips.length > 0 && text.zips(area.zips.join(", ")), area.cities.join(", ")];
      return row("areas", place, parts.filter(Boolean).join(" · "), area, note);
    }),
    services: found.services.map((service, place) => {
      const note = noteOfService(service, knownService(draft.job_types, service), text);
      return row("services", place, serviceInWords(service, text), service, note);
    }),
    company: found.name && isNameless(draft) ? [row("company", 0, found.name.value, found.name)] : [],
  };
}

export function isNameless(draft: Configuration): boolean {
  return draft.company.trim() === "";
}

function noteOfService(proposed: ProposedService, known: JobType | undefined, { notes }: ProposalsText): string {
  const fee = proposed.fee_micro_usd;
  if (!known) return fee == null ? notes.unpriced : "";
  const now = money(known.fee_micro_usd);
  return fee == null || fee === known.fee_micro_usd ? notes.there(now) : notes.replaces(now);
}

function serviceInWords(
  { name, fee_micro_usd, after_hours_fee_micro_usd }: ProposedService,
  text: ProposalsText,
): string {
  const fees = [
    fee_micro_usd != null && money(fee_micro_usd),
    after_hours_fee_micro_usd != null && text.afterHours(money(after_hours_fee_micro_usd)),
  ];
  return [name, ...fees].filter(Boolean).join(" · ");
}

/** What is ticked before the person chooses: the surest week, and all but new services that would be free of charge. */
export function firstTicked(found: Proposals, draft: Configuration): string[] {
  return [
    ...found.hours.slice(0, 1).map(() => "hours:0"),
    ...found.areas.map((_, place) => `areas:${place}`),
    ...found.services.flatMap((service, place) =>
      service.fee_micro_usd != null || knownService(draft.job_types, service) ? [`services:${place}`] : [],
    ),
    ...(found.name && isNameless(draft) ? ["company:0"] : []),
  ];
}

export function chosenOf(found: Proposals, ticked: string[]): Chosen {
  const of = <Each>(group: Group, list: Each[]) => list.filter((_, place) => ticked.includes(`${group}:${place}`));
  return {
    hours: of("hours", found.hours)[0],
    areas: of("areas", found.areas),
    services: of("services", found.services),
    name: ticked.includes("company:0") ? found.name?.value : undefined,
  };
}
