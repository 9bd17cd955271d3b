import type { MessageSummary } from "../../api/generated/types.gen";
import { useMay } from "../../api/me";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { useHandleMessage, useNoteOf } from "./handling";
import { Item } from "./item";
import { Sender } from "./sender";
import { Words } from "./words";

/** A message, with the next thing to do about it: take it, then close it. */
export function Message({ message }: { message: MessageSummary }) {
  const text = useText().inbox;
  const may = useMay();
  const change = useHandleMessage(message.message_id, message.handling.version);
  const note = useNoteOf("message", message.message_id);
  const { taken, done } = message.handling;
  const actions = may("handle_messages") && (
    <>
      {!taken && !done && (
        <Button isBusy={change.isPending} onClick={() => change.mutate({ taken: true })}>
          {text.take}
        </Button>
      )}
      <Button isBusy={change.isPending} onClick={() => change.mutate({ done: !done })}>
        {done ? text.reopen : text.done}
      </Button>
    </>
  );
  return (
    <Item
      badges={
        <>
          <Badge>{text.kinds[message.kind]}</Badge>
          {message.urgent && <Badge tone="bad">{text.urgent}</Badge>}
          {message.name ? (
            <b className="font-semibold">{message.name}</b>
          ) : (
            message.kind === "text" && message.callback && <Sender number={message.callback} />
          )}
        </>
      }
      at={message.left_at}
      callback={message.callback}
      call={message.call_id}
      handling={message.handling}
      actions={actions}
      id={message.message_id}
      noteChange={note}
      error={change.error}
    >
      {message.words && <Words id={message.message_id} beginning={message.words} />}
    </Item>
  );
}
