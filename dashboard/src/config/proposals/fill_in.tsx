// The button that reads a company's website. What follows it loads when it is pressed.

import { lazy, Suspense, useState } from "react";
import { useMay } from "../../api/me";
import { useConfigText } from "../../text/config";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";

const ProposalsDialog = lazy(async () => ({ default: (await import("./proposals_dialog")).ProposalsDialog }));

type Props = {
  /** After values went into the draft. */
  onUsed?: () => void;
};

/** Only for those who may change the configuration. It must not stand inside a form. */
export function FillIn({ onUsed }: Props) {
  const text = useConfigText();
  const may = useMay();
  const [isOpen, setIsOpen] = useState(false);
  if (!may("edit_configuration")) return null;
  return (
    <>
      <Button className="justify-self-start" onClick={() => setIsOpen(true)}>
        <Icon name="download" className="size-4.5" />
        {text.fillIn}
      </Button>
      {isOpen && (
        <Suspense>
          <ProposalsDialog onUsed={onUsed} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
