import type { Person } from "../../api/generated/types.gen";
import { useMe } from "../../api/me";
import { useText } from "../../text/text";
import { Confirm } from "../../ui/confirm";
import { toast } from "../../ui/toast";
import { useRemove } from "./changes";

type Props = { person: Person; isOpen: boolean; onClose: () => void; onRemoved: () => void };

/** Asks before a person loses access. A person who removes themselves has no company afterwards. */
export function RemoveDialog({ person, isOpen, onClose, onRemoved }: Props) {
  const { remove: text, person: words } = useText().team;
  const me = useMe();
  const remove = useRemove(person.person_id);
  const who = person.name ?? person.email;
  const isInvited = person.state === "invited";
  const isMe = person.person_id === me.person_id;
  const close = () => {
    remove.reset();
    onClose();
  };
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        if (isMe) return location.assign("/");
        toast(text.done(who));
        close();
        onRemoved();
      },
    });
  return (
    <Confirm
      title={isInvited ? text.withdrawTitle(who) : text.title(who)}
      isOpen={isOpen}
      onClose={close}
      action={isInvited ? text.withdraw : text.action}
      isBusy={remove.isPending}
      error={remove.error}
      conflict={words.lastOwner}
      onConfirm={confirm}
    >
      <p>{isMe ? text.yourself : isInvited ? text.withdrawWhat : text.what}</p>
    </Confirm>
  );
}
