import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { NewWebhook, Webhook } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/confirm";
import { Dialog } from "../../ui/dialog";
import { ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { useChangeWebhook, useRemoveWebhook, useRotateSecret } from "./changes";
import { WebhookForm } from "./fields";
import { NewSecret } from "./new_secret";

type Asked = "change" | "rotate" | "remove";
type DialogProps = { webhook: Webhook; isOpen: boolean; onClose: () => void };

/** What can be done with a webhook; each asks or shows its form in a dialog. */
export function WebhookActions({ webhook }: { webhook: Webhook }) {
  const text = useText().webhooks;
  const [asked, setAsked] = useState<Asked>();
  const change = useChangeWebhook(webhook.webhook_id);
  const close = () => setAsked(undefined);
  const turnOff = () => change.mutate({ enabled: false }, { onSuccess: () => toast(text.one.turnedOff) });
  return (
    <div className="grid gap-2 border-t border-line p-2.5">
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setAsked("change")}>{text.one.edit}</Button>
        <Button onClick={() => setAsked("rotate")}>{text.secret.rotate}</Button>
        {webhook.enabled && (
          <Button isBusy={change.isPending} onClick={turnOff}>
            {text.one.turnOff}
          </Button>
        )}
        <Button look="wary" className="md:ml-auto" onClick={() => setAsked("remove")}>
          {text.one.remove}
        </Button>
      </div>
      {change.error !== null && <ProblemBanner error={change.error} />}
      <ChangeDialog webhook={webhook} isOpen={asked === "change"} onClose={close} />
      <RotateDialog webhook={webhook} isOpen={asked === "rotate"} onClose={close} />
      <RemoveDialog webhook={webhook} isOpen={asked === "remove"} onClose={close} />
    </div>
  );
}

function ChangeDialog({ webhook, isOpen, onClose }: DialogProps) {
  const text = useText();
  const change = useChangeWebhook(webhook.webhook_id);
  const close = () => {
    change.reset();
    onClose();
  };
  return (
    <Dialog title={text.webhooks.one.edit} isOpen={isOpen} onClose={close}>
      <WebhookForm
        webhook={webhook}
        action={text.common.save}
        isBusy={change.isPending}
        error={change.error}
        onCancel={close}
        onSubmit={({ url, description, events }) =>
          change.mutate(
            { url, events, ...(description && { description }) },
            {
              onSuccess: () => {
                toast(text.webhooks.one.saved);
                close();
              },
            },
          )
        }
      />
    </Dialog>
  );
}

function RotateDialog({ webhook, isOpen, onClose }: DialogProps) {
  const text = useText().webhooks.secret;
  const rotate = useRotateSecret(webhook.webhook_id);
  const [made, setMade] = useState<NewWebhook>();
  const close = () => {
    rotate.reset();
    setMade(undefined);
    onClose();
  };
  if (made) {
    return (
      <Dialog title={text.title} isOpen={isOpen} onClose={close}>
        <NewSecret made={made} onDone={close} />
      </Dialog>
    );
  }
  return (
    <Confirm
      title={text.rotateTitle}
      isOpen={isOpen}
      onClose={close}
      action={text.rotate}
      look="main"
      isBusy={rotate.isPending}
      error={rotate.error}
      onConfirm={() => rotate.mutate(undefined, { onSuccess: setMade })}
    >
      <p>{text.rotateWhat}</p>
    </Confirm>
  );
}

function RemoveDialog({ webhook, isOpen, onClose }: DialogProps) {
  const text = useText().webhooks.one;
  const navigate = useNavigate();
  const remove = useRemoveWebhook(webhook.webhook_id);
  const close = () => {
    remove.reset();
    onClose();
  };
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        toast(text.removed);
        void navigate({ to: "/webhooks", search: {}, replace: true });
      },
    });
  return (
    <Confirm
      title={text.removeTitle}
      isOpen={isOpen}
      onClose={close}
      action={text.remove}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={confirm}
    >
      <p>{text.removeWhat}</p>
    </Confirm>
  );
}
