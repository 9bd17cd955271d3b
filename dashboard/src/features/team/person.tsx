import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Invitation, Person, Role } from "../../api/generated/types.gen";
import { useMay, useMe } from "../../api/me";
import { useText } from "../../text/text";
import { Button, buttonClass } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { DialogActions } from "../../ui/dialog_actions";
import { date } from "../../ui/format";
import { Fact } from "../../ui/page";
import { Banner, ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { useChangeRole, useInviteAgain } from "./changes";
import { InvitationLink } from "./invitation_link";
import { RemoveDialog } from "./remove";
import { RoleChoice } from "./role_choice";

type Props = { person: Person | undefined; onClose: () => void };

/** One person: the role, the invitation, and the way out. */
export function PersonDialog({ person, onClose }: Props) {
  const text = useText().team;
  const [invitation, setInvitation] = useState<Invitation>();
  const [isRemoving, setIsRemoving] = useState(false);
  const close = () => {
    setInvitation(undefined);
    onClose();
  };
  const who = person?.name ?? person?.email ?? "";
  return (
    <>
      <Dialog title={invitation ? text.link.title(who) : who} isOpen={person !== undefined} onClose={close}>
        {person && invitation && <InvitationLink invitation={invitation} onDone={close} />}
        {person && !invitation && (
          <PersonDetails
            key={person.person_id}
            person={person}
            onInvitedAgain={setInvitation}
            onRemove={() => setIsRemoving(true)}
            onDone={close}
          />
        )}
      </Dialog>
      {person && (
        <RemoveDialog person={person} isOpen={isRemoving} onClose={() => setIsRemoving(false)} onRemoved={close} />
      )}
    </>
  );
}

type DetailsProps = {
  person: Person;
  onInvitedAgain: (invitation: Invitation) => void;
  onRemove: () => void;
  onDone: () => void;
};

function PersonDetails({ person, onInvitedAgain, onRemove, onDone }: DetailsProps) {
  const text = useText();
  const words = text.team.person;
  const may = useMay();
  const me = useMe();
  const [role, setRole] = useState<Role>(person.role);
  const change = useChangeRole(person.person_id);
  const again = useInviteAgain(person.person_id);
  const isInvited = person.state === "invited";
  const save = () =>
    change.mutate(role, {
      onSuccess: () => {
        toast(words.saved(person.name ?? person.email, text.roles[role].toLowerCase()));
        onDone();
      },
    });
  return (
    <div className="grid gap-4">
      <dl className="-mx-4 -my-2">
        <Fact name={text.team.form.email}>{person.email}</Fact>
        <Fact name={isInvited ? words.invitedOn : words.added}>{date(person.added_at)}</Fact>
        {isInvited && person.invited_until && <Fact name={words.until}>{date(person.invited_until)}</Fact>}
        {!may("manage_people") && <Fact name={words.role}>{text.roles[person.role]}</Fact>}
      </dl>
      {may("manage_people") && <RoleChoice legend={words.role} role={role} onChange={setRole} />}
      {person.person_id === me.person_id && role !== person.role && <Banner tone="warn">{words.ownRole}</Banner>}
      {change.error !== null && <ProblemBanner error={change.error} conflict={words.lastOwner} />}
      {again.error !== null && <ProblemBanner error={again.error} />}
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        {may("manage_notifications") && !isInvited && (
          <Link to="/notifications" search={{ person: person.person_id }} className={buttonClass()}>
            {words.notifications}
          </Link>
        )}
        {may("manage_people") && isInvited && (
          <Button isBusy={again.isPending} onClick={() => again.mutate(undefined, { onSuccess: onInvitedAgain })}>
            {words.newLink}
          </Button>
        )}
        {may("manage_people") && (
          <Button look="wary" onClick={onRemove}>
            {isInvited ? words.withdraw : words.remove}
          </Button>
        )}
      </div>
      {may("manage_people") && (
        <DialogActions>
          <Button onClick={onDone}>{text.common.cancel}</Button>
          <Button look="main" disabled={role === person.role} isBusy={change.isPending} onClick={save}>
            {words.save}
          </Button>
        </DialogActions>
      )}
    </div>
  );
}
