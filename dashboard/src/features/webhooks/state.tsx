import type { Webhook } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { date } from "../../ui/format";

/** Whether the receiver gets requests and takes them. */
export function WebhookState({ webhook }: { webhook: Webhook }) {
  const text = useText().webhooks;
  if (!webhook.enabled) return <Badge tone={webhook.disabled_reason === "company" ? "plain" : "bad"}>{text.off}</Badge>;
  if (webhook.failing_since) return <Badge tone="warn">{text.failingSince(date(webhook.failing_since))}</Badge>;
  return <Badge tone="good">{text.works}</Badge>;
}
