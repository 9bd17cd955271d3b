import { useState } from "react";
import type { Webhook, WebhookEventType } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Select } from "../../ui/field";
import { Panel } from "../../ui/page";
import { ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { useTestWebhook } from "./changes";

/** Sends a sample, whether or not the receiver chose the event. */
export function TestEvent({ webhook }: { webhook: Webhook }) {
  const text = useText().webhooks;
  const [event, setEvent] = useState<WebhookEventType>(webhook.events[0] ?? "call.completed");
  const send = useTestWebhook(webhook.webhook_id);
  return (
    <Panel title={text.test.title}>
      <div className="grid md:grid-cols-[1fr_auto] items-end gap-3 px-4 py-3">
        <Select
          label={text.test.event}
          value={event}
          onChange={({ target: { value } }) => setEvent(value as WebhookEventType)}
        >
          {(Object.keys(text.events) as WebhookEventType[]).map((each) => (
            <option key={each} value={each}>
              {text.events[each]}
            </option>
          ))}
        </Select>
        <Button
          disabled={!webhook.enabled}
          isBusy={send.isPending}
          onClick={() => send.mutate(event, { onSuccess: () => toast(text.test.sent) })}
        >
          {text.test.send}
        </Button>
        <p className="text-quiet md:col-span-2">{text.test.what}</p>
        {send.error !== null && (
          <div className="md:col-span-2">
            <ProblemBanner error={send.error} />
          </div>
        )}
      </div>
    </Panel>
  );
}
