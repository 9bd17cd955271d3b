import type { NewWebhook } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { DialogActions } from "../../ui/dialog_actions";
import { Secret } from "../../ui/secret";

/** A secret that was just made. After a replacement, the one before signs too for a day. */
export function NewSecret({ made, onDone }: { made: NewWebhook; onDone: () => void }) {
  const text = useText().webhooks.secret;
  return (
    <>
      <div className="grid gap-3">
        <Secret label={text.label} value={made.secret} help={text.help} />
        {made.webhook.previous_secret_until && <p className="text-quiet text-pretty">{text.overlap}</p>}
      </div>
      <DialogActions>
        <Button onClick={onDone}>{text.done}</Button>
      </DialogActions>
    </>
  );
}
