// Hours in words: of a day, and of a week in a line.

import type { Span, WeeklyHours } from "../api/generated/types.gen";
import type { ConfigText } from "../text/config";
import { clock, weekday } from "../ui/format";
import { DAYS, groupsOf, inOrder, isAllDay, isComplete } from "./hours";

/** 8:00 AM – 12:00 PM, 1:00 PM – 5:00 PM */
export function spansInWords(spans: Span[], text: ConfigText): string {
  if (spans.length === 0) return text.hours.closed;
  if (isAllDay(spans)) return text.hours.allDay;
  return inOrder(spans)
    .map((span) => (isComplete(span) ? `${clock(span.opens)} – ${clock(span.closes)}` : "…"))
    .join(", ");
}

/** Mon – Fri 8:00 AM – 5:00 PM · Sat 9:00 AM – 1:00 PM */
export function weekInWords(weekly: WeeklyHours, text: ConfigText): string {
  const open = groupsOf(weekly).filter(({ spans }) => spans.length > 0);
  if (open.length === 0) return text.hours.closed;
  return open
    .map(({ days, spans }) => {
      const names = [days[0], days.at(-1)].map((day) => weekday(DAYS.indexOf(day ?? "mon"), "short"));
      return `${days.length > 1 ? names.join(" – ") : names[0]} ${spansInWords(spans, text)}`;
    })
    .join(" · ");
}
