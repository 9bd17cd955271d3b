import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { listWebhooksOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { NewWebhook, Webhook } from "../../api/generated/types.gen";
import { useMay, useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { buttonClass } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { Page, Panel } from "../../ui/page";
import { Empty } from "../../ui/states";
import { useCreateWebhook } from "./changes";
import { WebhookForm } from "./fields";
import { NewSecret } from "./new_secret";
import { WebhookState } from "./state";

/** The receivers of what happens. */
export function Webhooks() {
  const text = useText().webhooks;
  const may = useMay();
  const tenant = useTenant();
  const { create = false } = useSearch({ from: "/signed-in/webhooks" });
  const navigate = useNavigate();
  const query = useQuery(listWebhooksOptions({ path: { tenant } }));
  const createLink = may("manage_webhooks") && (
    <Link to="/webhooks" search={{ create: true }} resetScroll={false} className={buttonClass("main")}>
      {text.create}
    </Link>
  );
  return (
    <Page title={text.title} isNarrow actions={query.data && query.data.items.length > 0 && createLink}>
      <p className="text-quiet -mt-2 mb-4 text-pretty">{text.lead}</p>
      <Panel>
        <Loaded query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon="webhooks" title={text.none} action={createLink}>
                {text.noneWhat}
              </Empty>
            ) : (
              <ul className="divide-y divide-line">
                {items.map((webhook) => (
                  <Row key={webhook.webhook_id} webhook={webhook} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Panel>
      <CreateDialog
        isOpen={create && may("manage_webhooks")}
        onClose={() => void navigate({ to: "/webhooks", search: {}, replace: true, resetScroll: false })}
      />
    </Page>
  );
}

function Row({ webhook }: { webhook: Webhook }) {
  const text = useText().webhooks;
  return (
    <li>
      <Link
        to="/webhooks/$webhook"
        params={{ webhook: webhook.webhook_id }}
        className="flex items-center gap-3 px-4 py-3 hover:bg-hover -outline-offset-2"
      >
        <span className="grid min-w-0 flex-1">
          <b className="font-medium truncate">{webhook.description ?? webhook.url}</b>
          <span className="text-quiet truncate">
            {webhook.description ? webhook.url : text.eventCount(webhook.events.length)}
          </span>
        </span>
        <WebhookState webhook={webhook} />
        <Icon name="next" className="size-4.5 text-quiet" />
      </Link>
    </li>
  );
}

function CreateDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const text = useText().webhooks;
  const create = useCreateWebhook();
  const [made, setMade] = useState<NewWebhook>();
  const close = () => {
    setMade(undefined);
    create.reset();
    onClose();
  };
  return (
    <Dialog title={made ? text.secret.title : text.create} isOpen={isOpen} onClose={close}>
      {made ? (
        <NewSecret made={made} onDone={close} />
      ) : (
        <WebhookForm
          action={text.form.create}
          isBusy={create.isPending}
          error={create.error}
          onCancel={close}
          onSubmit={({ url, description, events }) =>
            create.mutate({ url, events, ...(description && { description }) }, { onSuccess: setMade })
          }
        />
      )}
    </Dialog>
  );
}
