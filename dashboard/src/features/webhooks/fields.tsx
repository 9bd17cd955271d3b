import { type FormEvent, useState } from "react";
import type { Webhook, WebhookEventType } from "../../api/generated/types.gen";
import { isWrong } from "../../api/wrong_field";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Checkboxes } from "../../ui/choices";
import { DialogActions } from "../../ui/dialog_actions";
import { ProblemBanner } from "../../ui/states";
import { TextField } from "../../ui/text_field";

const FIELDS = ["/url", "/events", "/description"];

export type WebhookFields = { url: string; description: string; events: WebhookEventType[] };

type Props = {
  webhook?: Webhook;
  action: string;
  isBusy: boolean;
  error: unknown;
  onSubmit: (fields: WebhookFields) => void;
  onCancel: () => void;
};

/** The address of a receiver and what it hears of, for a new one and for a change. */
export function WebhookForm({ webhook, action, isBusy, error, onSubmit, onCancel }: Props) {
  const text = useText();
  const words = text.webhooks.form;
  const [events, setEvents] = useState<WebhookEventType[]>(webhook?.events ?? []);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onSubmit({ url: String(form.get("url")).trim(), description: String(form.get("description")).trim(), events });
  };
  const isMarked = FIELDS.some((field) => isWrong(error, field));
  const names = text.webhooks.events;
  const options = (Object.keys(names) as WebhookEventType[]).map((value) => ({
    value,
    label: names[value],
    help: value,
  }));
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      {error !== null && !isMarked && <ProblemBanner error={error} conflict={words.tooMany} />}
      <TextField
        label={words.url}
        help={words.urlHelp}
        error={isWrong(error, "/url") ? words.wrongUrl : undefined}
        name="url"
        type="url"
        defaultValue={webhook?.url ?? "https://"}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <TextField
        label={words.description}
        isOptional={text.common.optional}
        error={isWrong(error, "/description") ? words.wrongDescription : undefined}
        name="description"
        defaultValue={webhook?.description ?? ""}
        autoComplete="off"
        maxLength={120}
      />
      <Checkboxes
        legend={words.events}
        error={isWrong(error, "/events") ? words.wrongEvents : undefined}
        options={options}
        chosen={events}
        onChange={setEvents}
      />
      <DialogActions>
        <Button onClick={onCancel}>{text.common.cancel}</Button>
        <Button type="submit" look="main" isBusy={isBusy}>
          {action}
        </Button>
      </DialogActions>
    </form>
  );
}
