import type { DayFigures, PeriodFigures } from "../../api/generated/types.gen";
import { day } from "../../ui/format";
import { everyDay } from "./period";

/** Every day of the period: the API leaves out those without calls. */
export function barsOfDays({ period, days }: { period: PeriodFigures; days: DayFigures[] }) {
  const calls = new Map(days.map((each) => [each.day, each.figures.calls]));
  return everyDay(period.from, period.to).map((civil) => ({ name: day(civil), value: calls.get(civil) ?? 0 }));
}
