import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { propose } from "../../api/generated/sdk.gen";
import type { ProposalSource } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useProposalsText } from "../../text/proposals";
import { Dialog } from "../../ui/dialog";
import { Review } from "./review";
import { SourceForm, type Typed } from "./source_form";

type Props = { onUsed?: (() => void) | undefined; onClose: () => void };

/** Reads a website or a text, and fills the draft in with what the person ticks. */
export function ProposalsDialog({ onUsed, onClose }: Props) {
  const words = useProposalsText();
  const tenant = useTenant();
  const [typed, setTyped] = useState<Typed>({ kind: "website", website: "", text: "" });
  const reading = useMutation({
    mutationFn: async (body: ProposalSource) => {
      const { data } = await propose({ path: { tenant }, body, throwOnError: true });
      return data;
    },
  });
  return (
    <Dialog title={reading.data ? words.found : words.title} isOpen isWide={reading.isSuccess} onClose={onClose}>
      {reading.data ? (
        <Review
          found={reading.data}
          onAgain={reading.reset}
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
