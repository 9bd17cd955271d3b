import type { NewApiKey } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { DialogActions } from "../../ui/dialog_actions";
import { Secret } from "../../ui/secret";

/** A key that was just made. The API shows it only this once. */
export function NewKey({ made, onDone }: { made: NewApiKey; onDone: () => void }) {
  const text = useText().keys.shown;
  return (
    <>
      <div className="grid gap-3">
        <Secret label={text.label} value={made.key} help={text.help} />
        <p className="text-quiet">{text.how}</p>
      </div>
      <DialogActions>
        <Button onClick={onDone}>{text.done}</Button>
      </DialogActions>
    </>
  );
}
