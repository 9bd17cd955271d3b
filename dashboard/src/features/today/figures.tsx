import type { Analytics } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Bars } from "../../ui/bars";
import { count, day, money, percent } from "../../ui/format";
import { Panel } from "../../ui/page";

const DAY_MS = 86_400_000;

/** The week's figures beside those of the week before. */
export function Figures({ analytics }: { analytics: Analytics }) {
  const text = useText().today;
  const { figures } = analytics.period;
  const before = analytics.before.figures;
  return (
    <Panel title={text.thisWeek}>
      <div className="grid lg:grid-cols-[1fr_1fr]">
        <dl className="grid grid-cols-2 gap-px bg-line max-lg:border-b lg:border-r border-line">
          <Figure name={text.calls} value={count(figures.calls)} below={text.before(count(before.calls))} />
          <Figure
            name={text.booked}
            value={count(figures.bookings.visits)}
            below={text.before(count(before.bookings.visits))}
          />
          <Figure
            name={text.cost}
            value={money(figures.cost.micro_usd)}
            below={[
              ...(figures.cost.micro_usd_per_call == null
                ? []
                : [text.perCall(money(figures.cost.micro_usd_per_call))]),
              text.before(money(before.cost.micro_usd)),
            ].join(" · ")}
          />
          <Figure
            name={text.afterHours}
            value={count(figures.after_hours.calls)}
            below={figures.after_hours.share == null ? undefined : percent(figures.after_hours.share)}
          />
        </dl>
        <Bars caption={text.byDay} unit={text.calls} of={text.day} bars={daysOf(analytics)} />
      </div>
    </Panel>
  );
}

/** Every day of the period: the API leaves out those without calls. */
export function daysOf({ period, days }: Pick<Analytics, "period" | "days">): { name: string; value: number }[] {
  const calls = new Map(days.map((each) => [each.day, each.figures.calls]));
  const last = Date.parse(period.to);
  const bars = [];
  for (let at = Date.parse(period.from); at <= last; at += DAY_MS) {
    const civil = new Date(at).toISOString().slice(0, 10);
    bars.push({ name: day(civil), value: calls.get(civil) ?? 0 });
  }
  return bars;
}

function Figure({ name, value, below }: { name: string; value: string; below?: string | undefined }) {
  return (
    <div className="grid content-start gap-0.5 bg-panel px-4 py-3.5">
      <dt className="text-quiet">{name}</dt>
      <dd>
        <span className="block text-2xl font-semibold tracking-tight tabular-nums">{value}</span>
        <span className="text-quiet text-xs">{below ?? " "}</span>
      </dd>
    </div>
  );
}
