import type { DayFigures, PeriodFigures } from "../../api/generated/types.gen";
import { day } from "../../ui/format";
import { addDays } from "./period";

/** Every day of the period: the API leaves out those without calls. */
export function barsOfDays({ period, days }: { period: PeriodFigures; days: DayFigures[] }) {
  const calls = new Map(days.map((each) => [each.day, each.figures.calls]));
  return everyDay(period.from, period.to).map((civil) => ({ name: day(civil), value: calls.get(civil) ?? 0 }));
}

/** Every day from one to another. */
export function everyDay(from: string, to: string): string[] {
  const days = [];
  for (let at = from; at <= to; at = addDays(at, 1)) days.push(at);
  return days;
}
