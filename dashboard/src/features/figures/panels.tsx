import { Link } from "@tanstack/react-router";
import type { CostFigures, Figures, LatencyFigures, Percentiles } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { count, money, percent, seconds } from "../../ui/format";
import { Fact, Panel } from "../../ui/page";
import { Shares } from "./shares";
import { spanOf } from "./span";

type Props = { figures: Figures; before: Figures };
const share = (value: number | null | undefined) => (value == null ? "–" : percent(value));

/** The two booking rates, each with what it is a share of. */
export function BookingPanel({ figures, before }: Props) {
  const text = useText().figures;
  const { bookings } = figures;
  const rates = [
    ["rate_of_bookable", text.rateOfBookable, text.rateOfBookableWhat(bookings.calls, bookings.bookable_calls)],
    ["rate_of_all", text.rateOfAll, text.rateOfAllWhat],
  ] as const;
  return (
    <Panel title={text.bookings}>
      <dl className="divide-y divide-line">
        {rates.map(([key, name, what]) => (
          <div key={key} className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-0.5 px-4 py-2.5">
            <dt>{name}</dt>
            <dd className="font-semibold tabular-nums">{share(bookings[key])}</dd>
            <dd className="col-span-2 text-quiet text-xs text-pretty">
              {what} {before.bookings[key] != null && text.before(share(before.bookings[key]))}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** Dangers and how soon a person took them, and the telephones that rang for callers. */
export function EmergencyPanel({ figures }: { figures: Figures }) {
  const text = useText().figures;
  const { emergencies, transfers, messages } = figures;
  const waits = emergencies.seconds_to_acknowledgement;
  return (
    <Panel title={text.people}>
      <dl className="py-1.5">
        <Fact name={text.emergencies}>{count(emergencies.heard)}</Fact>
        <Fact name={text.acknowledged}>{text.someOf(emergencies.acknowledged, emergencies.heard)}</Fact>
        {waits && <Fact name={text.halfWithin}>{spanOf(waits.p50)}</Fact>}
        {waits && <Fact name={text.mostWithin}>{spanOf(waits.p95)}</Fact>}
        <Fact name={text.reached}>{text.someOf(transfers.reached, transfers.reached + transfers.missed)}</Fact>
        <Fact name={text.messages}>{count(messages)}</Fact>
      </dl>
    </Panel>
  );
}

const STAGES = ["total", "model_first_part", "model", "tools", "table", "ours"] as const;

/** How long callers wait for an answer, by what takes the time. */
export function SpeedPanel({ figures }: { figures: Figures }) {
  const text = useText().figures;
  const known = STAGES.flatMap((stage): [keyof LatencyFigures, Percentiles][] => {
    const times = figures.latency_ms[stage];
    return times ? [[stage, times]] : [];
  });
  return (
    <Panel title={text.speed}>
      {known.length === 0 ? (
        <p className="px-4 py-3.5 text-quiet">{text.noTurns}</p>
      ) : (
        <>
          <p className="px-4 pt-3 text-quiet">{text.speedWhat}</p>
          <Shares
            caption={text.speed}
            of={text.stage}
            unit={text.halfAndMost}
            rows={known.map(([stage, { p50, p95 }]) => ({
              key: stage,
              name: text.stages[stage],
              value: `${seconds(p50)} · ${seconds(p95)}`,
              size: p50,
            }))}
          />
        </>
      )}
    </Panel>
  );
}

/** What a call and a booked visit cost, and how much of the model's reading was cached. */
export function CostPanel({ figures, before }: Props) {
  const text = useText().figures;
  const { cost, tokens } = figures;
  const amount = (value: number | null | undefined) => (value == null ? "–" : money(value));
  const averages = (of: CostFigures) => [of.micro_usd_per_call, of.micro_usd_per_booked_visit].map(amount);
  const [call, visit] = averages(cost);
  const [callBefore, visitBefore] = averages(before.cost);
  return (
    <Panel
      title={text.costs}
      beside={
        <Link to="/usage" className="text-accent font-medium hover:underline underline-offset-2 py-1 not-printed">
          {text.usage}
        </Link>
      }
    >
      <dl className="py-1.5">
        <Fact name={text.perCall}>
          {call} {before.calls > 0 && <span className="text-quiet">({text.before(callBefore ?? "")})</span>}
        </Fact>
        <Fact name={text.perVisit}>
          {visit} {before.bookings.visits > 0 && <span className="text-quiet">({text.before(visitBefore ?? "")})</span>}
        </Fact>
        <Fact name={text.tokens}>{count(tokens.prompt + tokens.completion)}</Fact>
        <Fact name={text.cachedShare}>{share(tokens.cached_share)}</Fact>
      </dl>
    </Panel>
  );
}
