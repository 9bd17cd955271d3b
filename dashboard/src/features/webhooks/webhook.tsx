import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { getWebhookOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { Webhook } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { date, fullMoment, moment } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { Fact, Page, Panel } from "../../ui/page";
import { Banner, ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { WebhookActions } from "./actions";
import { useChangeWebhook } from "./changes";
import { Deliveries } from "./deliveries";
import { WebhookState } from "./state";
import { TestEvent } from "./test_event";

/** One receiver: what it hears of, its secret, a test, and the log of what was sent. */
export function WebhookScreen() {
  const text = useText().webhooks;
  const tenant = useTenant();
  const { webhook: id } = useParams({ from: "/signed-in/webhooks/$webhook" });
  const query = useQuery(getWebhookOptions({ path: { tenant, webhook: id } }));
  const webhook = query.data;
  return (
    <Page
      title={webhook?.description ?? (webhook ? hostOf(webhook.url) : text.title)}
      isNarrow
      before={
        <Link
          to="/webhooks"
          className="inline-flex items-center gap-1 min-h-11 md:min-h-8 -ml-1.5 pr-2 text-quiet hover:text-ink"
        >
          <Icon name="back" className="size-4.5" />
          {text.title}
        </Link>
      }
      beside={webhook && <WebhookState webhook={webhook} />}
    >
      <Loaded query={query}>
        {(loaded) => (
          <div className="grid gap-4 md:gap-5">
            {!loaded.enabled && <Disabled webhook={loaded} />}
            <Facts webhook={loaded} />
            <TestEvent webhook={loaded} />
            <Deliveries webhook={loaded.webhook_id} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

function Facts({ webhook }: { webhook: Webhook }) {
  const text = useText().webhooks;
  const { previous_secret_until: previous } = webhook;
  return (
    <Panel title={text.one.facts}>
      <dl className="py-1.5">
        <Fact name={text.form.url}>
          <span className="break-all">{webhook.url}</span>
        </Fact>
        <Fact name={text.secret.label}>
          <span className="font-mono text-[0.8125rem]">{text.secret.ending(webhook.secret_last_four)}</span>
        </Fact>
        {previous && (
          <Fact name={text.secret.previous}>
            <span title={fullMoment(previous)}>{text.secret.previousUntil(moment(previous))}</span>
          </Fact>
        )}
        <Fact name={text.one.since}>{date(webhook.created_at)}</Fact>
      </dl>
      <div className="grid gap-1 px-4 pb-3">
        <h3 className="text-quiet">{text.form.events}</h3>
        <ul className="list-disc pl-5">
          {webhook.events.map((event) => (
            <li key={event}>{text.events[event]}</li>
          ))}
        </ul>
      </div>
      <WebhookActions webhook={webhook} />
    </Panel>
  );
}

/** Why it gets nothing, with the way back. */
function Disabled({ webhook }: { webhook: Webhook }) {
  const text = useText().webhooks;
  const change = useChangeWebhook(webhook.webhook_id);
  const turnOn = () => change.mutate({ enabled: true }, { onSuccess: () => toast(text.one.turnedOn) });
  return (
    <>
      <Banner
        tone="warn"
        action={
          <Button isBusy={change.isPending} onClick={turnOn}>
            {text.one.turnOn}
          </Button>
        }
      >
        {text.off}
        {webhook.disabled_at && `, ${moment(webhook.disabled_at)}`}.{" "}
        {webhook.disabled_reason && text.disabled[webhook.disabled_reason]}
      </Banner>
      {change.error !== null && <ProblemBanner error={change.error} />}
    </>
  );
}
