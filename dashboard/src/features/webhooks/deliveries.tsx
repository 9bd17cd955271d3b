import { useInfiniteQuery } from "@tanstack/react-query";
import { listDeliveriesInfiniteOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { WebhookAttempt, WebhookDelivery, WebhookDeliveryState } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Badge, type Tone } from "../../ui/badge";
import { Button } from "../../ui/button";
import { fullMoment, moment, seconds } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { MoreButton } from "../../ui/more_button";
import { Panel } from "../../ui/page";
import { Empty, ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { canResend } from "./can_resend";
import { useResend } from "./changes";

const WHILE_WAITING_MS = 4_000;
const TONES: Record<WebhookDeliveryState, Tone> = {
  pending: "accent",
  delivered: "good",
  failed: "bad",
  dropped: "plain",
};

/** What was sent, the latest first; each opens to its attempts. */
export function Deliveries({ webhook }: { webhook: string }) {
  const text = useText().webhooks.log;
  const tenant = useTenant();
  const options = { path: { tenant, webhook } };
  const query = useInfiniteQuery({
    ...listDeliveriesInfiniteOptions(options),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    initialPageParam: options,
    // A delivery that waits ends soon, or waits long for its next attempt.
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.items.some(({ state, next_attempt_at: next }) => state === "pending" && !next)
        ? WHILE_WAITING_MS
        : false,
  });
  return (
    <Panel title={text.title}>
      <Loaded query={query}>
        {({ pages }) => {
          const deliveries = pages.flatMap((page): WebhookDelivery[] => page.items);
          return deliveries.length === 0 ? (
            <Empty icon="webhooks" title={text.none}>
              {text.noneWhat}
            </Empty>
          ) : (
            <>
              <p className="px-4 py-2.5 text-quiet border-b border-line">{text.what}</p>
              <ul className="divide-y divide-line">
                {deliveries.map((delivery) => (
                  <Delivery key={delivery.delivery_id} webhook={webhook} delivery={delivery} />
                ))}
              </ul>
              <MoreButton query={query} />
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function Delivery({ webhook, delivery }: { webhook: string; delivery: WebhookDelivery }) {
  const text = useText().webhooks;
  const words = text.log;
  const resend = useResend(webhook, delivery.delivery_id);
  const { state, attempts, next_attempt_at: next } = delivery;
  return (
    <li>
      <details>
        <summary className="flex items-center gap-3 px-4 py-2.5 min-h-11 hover:bg-hover cursor-pointer -outline-offset-2">
          <span className="grid min-w-0 flex-1">
            <span className="flex items-center gap-2 min-w-0">
              <b className="font-medium truncate">{text.events[delivery.event]}</b>
              {!delivery.about && <Badge>{words.test}</Badge>}
            </span>
            <time
              dateTime={delivery.occurred_at}
              title={fullMoment(delivery.occurred_at)}
              className="text-quiet tabular-nums"
            >
              {moment(delivery.occurred_at)}
            </time>
          </span>
          <Badge tone={TONES[state]}>{words.states[state]}</Badge>
        </summary>
        <div className="grid justify-items-start gap-2 px-4 pb-3">
          <ol className="grid gap-1">
            {attempts.map((attempt, place) => (
              <Attempt key={attempt.at} number={place + 1} attempt={attempt} />
            ))}
          </ol>
          {state === "pending" && <p className="text-quiet">{next ? words.next(moment(next)) : words.due}</p>}
          <p className="text-quiet text-[0.8125rem] break-all">
            {words.id} <span className="font-mono">{delivery.event_id}</span>
          </p>
          {canResend(delivery) && (
            <Button
              isBusy={resend.isPending}
              onClick={() => resend.mutate(undefined, { onSuccess: () => toast(words.resent) })}
            >
              {words.resend}
            </Button>
          )}
          {resend.error !== null && <ProblemBanner error={resend.error} />}
        </div>
      </details>
    </li>
  );
}

function Attempt({ number, attempt }: { number: number; attempt: WebhookAttempt }) {
  const text = useText().webhooks;
  const took = seconds(attempt.millis);
  return (
    <li className="tabular-nums">
      <span className="text-quiet">
        {text.log.attempt(number)}, {moment(attempt.at)}:
      </span>{" "}
      {attempt.status != null
        ? text.log.answered(attempt.status, took)
        : text.log.failed(attempt.failure ? text.failures[attempt.failure] : "", took)}
    </li>
  );
}
