import type { Invitation } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { DialogActions } from "../../ui/dialog_actions";
import { Secret } from "../../ui/secret";

/** The link with the code of an invitation. The code is after the `#`, so that no server logs it. */
export function InvitationLink({ invitation, onDone }: { invitation: Invitation; onDone: () => void }) {
  const text = useText().team.link;
  return (
    <>
      <div className="grid gap-3">
        <p>{text.what(invitation.person.email)}</p>
        <Secret label={text.label} value={`${location.origin}/join#${invitation.code}`} help={text.help} isLink />
      </div>
      <DialogActions>
        <Button onClick={onDone}>{text.done}</Button>
      </DialogActions>
    </>
  );
}
