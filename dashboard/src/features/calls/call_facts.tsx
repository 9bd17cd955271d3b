import type { CallCost, CallDetails, CallTurn, NonCustomer } from "../../api/generated/types.gen";
import { useCustomersText } from "../../text/customers";
import { useText } from "../../text/text";
import { duration, fullMoment, percent, phone, seconds, smallMoney } from "../../ui/format";
import { Fact, Panel } from "../../ui/page";

export function CallFactsPanel({ details }: { details: CallDetails }) {
  const text = useText().callFacts;
  const { languages } = useText().calls.one;
  const { facts } = details;
  return (
    <Panel title={text.facts}>
      <dl className="py-1.5">
        <Fact name={text.started}>{fullMoment(details.started_at)}</Fact>
        <Fact name={text.length}>{duration(details.usage.call_seconds)}</Fact>
        {details.called && <Fact name={text.number}>{phone(details.called)}</Fact>}
        {facts && <Fact name={text.language}>{languages[facts.language]}</Fact>}
        {facts && <Fact name={text.identity}>{text.identities[facts.caller_identity]}</Fact>}
        {facts?.non_customer && <NonCustomerFact kind={facts.non_customer} />}
        {details.models.length > 0 && (
          <Fact name={text.models}>
            {details.models.join(", ")}
            {details.usage.model_takeovers > 0 && (
              <span className="text-quiet"> ({text.tookOver(details.usage.model_takeovers)})</span>
            )}
          </Fact>
        )}
        {details.configuration_version != null && <Fact name={text.version}>{details.configuration_version}</Fact>}
      </dl>
    </Panel>
  );
}

/** What a call cost, and how much of the model's reading came from its cache, which is cheaper. */
function NonCustomerFact({ kind }: { kind: NonCustomer }) {
  const text = useCustomersText();
  return <Fact name={text.nonCustomer}>{text.nonCustomers[kind]}</Fact>;
}

export function CostPanel({ cost, cachedShare }: { cost: CallCost; cachedShare: number | null | undefined }) {
  const text = useText().callFacts;
  const parts = cost.by_provider_micro_usd;
  return (
    <Panel title={text.cost}>
      <dl className="py-1.5">
        {parts && (
          <>
            <Fact name={text.costs.telephone}>{smallMoney(parts.telephone)}</Fact>
            <Fact name={text.costs.recognition}>{smallMoney(parts.recognition)}</Fact>
            <Fact name={text.costs.speech}>{smallMoney(parts.speech)}</Fact>
            {parts.streaming > 0 && <Fact name={text.costs.streaming}>{smallMoney(parts.streaming)}</Fact>}
            <Fact name={text.costs.model}>{smallMoney(parts.model)}</Fact>
          </>
        )}
        <Fact name={text.total}>
          <b className="font-semibold">{smallMoney(cost.total_micro_usd)}</b>
        </Fact>
        {cachedShare != null && <Fact name={text.cachedShare}>{percent(cachedShare)}</Fact>}
      </dl>
    </Panel>
  );
}

/** How fast the agent answered; a call of an old release did not measure it. */
export function SpeedPanel({ turns }: { turns: CallTurn[] }) {
  const text = useText().callFacts;
  const times = turns.flatMap((turn) => (turn.stages ? [turn.stages.total_ms] : [])).toSorted((a, b) => a - b);
  const median = times[Math.floor((times.length - 1) / 2)];
  const slowest = times.at(-1);
  if (median === undefined || slowest === undefined) return null;
  return (
    <Panel title={text.speed}>
      <dl className="py-1.5">
        <Fact name={text.median}>{seconds(median)}</Fact>
        <Fact name={text.slowest}>{seconds(slowest)}</Fact>
      </dl>
    </Panel>
  );
}
