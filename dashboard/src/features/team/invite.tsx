import { type FormEvent, useState } from "react";
import type { Invitation, Role } from "../../api/generated/types.gen";
import { asProblem } from "../../api/problem";
import { isWrong } from "../../api/wrong_field";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { DialogActions } from "../../ui/dialog_actions";
import { ProblemBanner } from "../../ui/states";
import { TextField } from "../../ui/text_field";
import { useInvite } from "./changes";
import { InvitationLink } from "./invitation_link";
import { RoleChoice } from "./role_choice";

type Props = { isOpen: boolean; onClose: () => void };

/** Asks whom to invite, then shows the link, once. */
export function InviteDialog({ isOpen, onClose }: Props) {
  const text = useText().team;
  const [invitation, setInvitation] = useState<Invitation>();
  const close = () => {
    setInvitation(undefined);
    onClose();
  };
  const who = invitation?.person.name ?? invitation?.person.email;
  return (
    <Dialog title={who ? text.link.title(who) : text.invite} isOpen={isOpen} onClose={close}>
      {invitation ? (
        <InvitationLink invitation={invitation} onDone={close} />
      ) : (
        <InviteForm onInvited={setInvitation} onCancel={close} />
      )}
    </Dialog>
  );
}

function InviteForm({ onInvited, onCancel }: { onInvited: (invitation: Invitation) => void; onCancel: () => void }) {
  const text = useText();
  const words = text.team.form;
  const invite = useInvite();
  const [role, setRole] = useState<Role>("dispatcher");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [email, name] = [String(form.get("email")).trim(), String(form.get("name")).trim()];
    invite.mutate({ email, role, ...(name && { name }) }, { onSuccess: onInvited });
  };
  const { error } = invite;
  const isMember = error !== null && asProblem(error).kind === "conflict";
  const wrongEmail = isMember ? words.member : isWrong(error, "/email") ? words.wrongEmail : undefined;
  const wrongName = isWrong(error, "/name") ? words.wrongName : undefined;
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      {error !== null && !wrongEmail && !wrongName && <ProblemBanner error={error} />}
      <TextField
        label={words.email}
        help={words.emailHelp}
        error={wrongEmail}
        name="email"
        type="email"
        autoComplete="off"
        autoCapitalize="none"
        required
      />
      <TextField
        label={words.name}
        isOptional={text.common.optional}
        error={wrongName}
        name="name"
        autoComplete="off"
        maxLength={60}
      />
      <RoleChoice legend={words.role} role={role} onChange={setRole} />
      <DialogActions>
        <Button onClick={onCancel}>{text.common.cancel}</Button>
        <Button type="submit" look="main" isBusy={invite.isPending}>
          {words.create}
        </Button>
      </DialogActions>
    </form>
  );
}
