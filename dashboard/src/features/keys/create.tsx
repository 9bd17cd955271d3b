import { type FormEvent, useState } from "react";
import type { KeyScope, NewApiKey } from "../../api/generated/types.gen";
import { isWrong } from "../../api/wrong_field";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Checkboxes } from "../../ui/choices";
import { Dialog } from "../../ui/dialog";
import { DialogActions } from "../../ui/dialog_actions";
import { Select } from "../../ui/field";
import { ProblemBanner } from "../../ui/states";
import { TextArea, TextField } from "../../ui/text_field";
import { useCreateKey } from "./changes";
import { NewKey } from "./new_key";

const DAYS = [30, 90, 180, 365] as const;
const FIELDS = ["/name", "/scopes", "/allowed_addresses"];

/** Asks what the key may do, then shows it, once. */
export function CreateKeyDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const text = useText().keys;
  const [made, setMade] = useState<NewApiKey>();
  const close = () => {
    setMade(undefined);
    onClose();
  };
  return (
    <Dialog title={made ? text.shown.title(made.api_key.name) : text.create} isOpen={isOpen} onClose={close}>
      {made ? <NewKey made={made} onDone={close} /> : <CreateForm onMade={setMade} onCancel={close} />}
    </Dialog>
  );
}

function CreateForm({ onMade, onCancel }: { onMade: (made: NewApiKey) => void; onCancel: () => void }) {
  const text = useText();
  const words = text.keys.form;
  const create = useCreateKey();
  const [scopes, setScopes] = useState<KeyScope[]>([]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const addresses = linesOf(String(form.get("addresses")));
    create.mutate(
      {
        name: String(form.get("name")),
        scopes,
        expires_in_days: Number(form.get("days")),
        ...(addresses.length > 0 && { allowed_addresses: addresses }),
      },
      { onSuccess: onMade },
    );
  };
  const { error } = create;
  const isMarked = FIELDS.some((field) => isWrong(error, field));
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      {error !== null && !isMarked && <ProblemBanner error={error} />}
      <TextField
        label={words.name}
        help={words.nameHelp}
        error={isWrong(error, "/name") ? words.wrongName : undefined}
        name="name"
        autoComplete="off"
        maxLength={60}
        required
      />
      <Checkboxes
        legend={words.scopes}
        error={isWrong(error, "/scopes") ? words.wrongScopes : undefined}
        options={scopeOptions(text.keys.scopes)}
        chosen={scopes}
        onChange={setScopes}
      />
      <Select label={words.days} name="days" defaultValue="90">
        {DAYS.map((days) => (
          <option key={days} value={days}>
            {words.dayChoices[days]}
          </option>
        ))}
      </Select>
      <TextArea
        label={words.addresses}
        isOptional={text.common.optional}
        help={words.addressesHelp}
        error={isWrong(error, "/allowed_addresses") ? words.wrongAddresses : undefined}
        name="addresses"
        rows={2}
        autoCapitalize="none"
        spellCheck={false}
        className="font-mono"
      />
      <DialogActions>
        <Button onClick={onCancel}>{text.common.cancel}</Button>
        <Button type="submit" look="main" isBusy={create.isPending}>
          {words.create}
        </Button>
      </DialogActions>
    </form>
  );
}

function scopeOptions(words: Record<KeyScope, string>): { value: KeyScope; label: string }[] {
  return (Object.keys(words) as KeyScope[]).map((value) => ({ value, label: words[value] }));
}

/** The lines of a text that are not empty. */
function linesOf(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter(Boolean);
}
