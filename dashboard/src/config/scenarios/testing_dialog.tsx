import { lazy, Suspense } from "react";
import { Dialog } from "../../ui/dialog";
import type { TestedPublish } from "./tested_publish";

// With its words, when a draft is first tested: the screen that publishes does not wait for them.
const Testing = lazy(async () => ({ default: (await import("./testing")).Testing }));

type Props = {
  title: string;
  isOpen: boolean;
  flow: TestedPublish;
  onClose: () => void;
  /** Shows the draft anew, after it changed during the test. Without it, it is tested as it is. */
  onReview?: () => void;
};

/** The dialog over a screen that publishes, while the draft is tested and when it does not pass. */
export function TestingDialog({ title, isOpen, flow, onClose, onReview }: Props) {
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <Suspense fallback={<div className="h-40" />}>
        <Testing flow={flow} onClose={onClose} {...(onReview && { onReview })} />
      </Suspense>
    </Dialog>
  );
}
