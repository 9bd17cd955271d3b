import type { Proposals } from "../../api/generated/types.gen";
import { Review } from "../../config/proposals/review";
import { useProposalsText } from "../../text/proposals";
import { useSetupText } from "../../text/setup";
import { Dialog } from "../../ui/dialog";

type Props = { found: Proposals; onClose: () => void; onDone: () => void };

/** What the website says, to tick. Using it leads on, as does going without; closing leads back to the step. */
export function WebsiteReview({ found, onClose, onDone }: Props) {
  const { setup } = useSetupText();
  return (
    <Dialog title={useProposalsText().found} isOpen isWide onClose={onClose}>
      <Review found={found} other={{ name: setup.company.without, onPress: onDone }} onUsed={onDone} />
    </Dialog>
  );
}
