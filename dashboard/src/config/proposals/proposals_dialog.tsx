import { useState } from "react";
import { useProposalsText } from "../../text/proposals";
import { Dialog } from "../../ui/dialog";
import { useReading } from "./reading";
import { Review } from "./review";
import { SourceForm, type Typed } from "./source_form";

type Props = { onUsed?: (() => void) | undefined; onClose: () => void };

/** Reads a website or a text, and fills the draft in with what the person ticks. */
export function ProposalsDialog({ onUsed, onClose }: Props) {
  const words = useProposalsText();
  const [typed, setTyped] = useState<Typed>({ kind: "website", website: "", text: "" });
  const reading = useReading();
  return (
    <Dialog title={reading.data ? words.found : words.title} isOpen isWide={reading.isSuccess} onClose={onClose}>
      {reading.data ? (
        <Review
          found={reading.data}
          other={{ name: words.again, onPress: reading.reset }}
          onUsed={() => {
            onUsed?.();
            onClose();
          }}
        />
      ) : (
        <SourceForm
          typed={typed}
          onType={(changes) => {
            setTyped({ ...typed, ...changes });
            if (reading.isError) reading.reset();
          }}
          isReading={reading.isPending}
          error={reading.error}
          onRead={() =>
            reading.mutate(typed.kind === "website" ? { website: typed.website.trim() } : { text: typed.text })
          }
        />
      )}
    </Dialog>
  );
}
