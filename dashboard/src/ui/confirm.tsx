import type { ReactNode } from "react";
import { useText } from "../text/text";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { ProblemBanner } from "./states";

type Props = {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** What happens then. */
  children: ReactNode;
  action: string;
  look?: "danger" | "main";
  isBusy: boolean;
  /** Something has to be typed first. */
  isDisabled?: boolean;
  error: unknown;
  /** What a conflict means here. */
  conflict?: string;
  onConfirm: () => void;
};

/** Asks before what cannot be undone with a press, and stays open while it is refused. */
export function Confirm({
  title,
  isOpen,
  onClose,
  children,
  action,
  look = "danger",
  isBusy,
  isDisabled = false,
  error,
  conflict,
  onConfirm,
}: Props) {
  const text = useText();
  return (
    <Dialog
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button look={look} isBusy={isBusy} disabled={isDisabled} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      <div className="grid gap-3 text-pretty">
        {children}
        {error !== null && error !== undefined && <ProblemBanner error={error} conflict={conflict} />}
      </div>
    </Dialog>
  );
}
