// A button that opens a recorded walk-through. The player loads when it is pressed, the video when it opens.

import { lazy, Suspense, useState } from "react";
import { useWalkthroughText } from "../text/walkthroughs";
import { Button } from "../ui/button";
import { Icon } from "../ui/icon";
import type { WalkthroughName } from "./videos";

const WalkthroughDialog = lazy(async () => ({ default: (await import("./walkthrough_dialog")).WalkthroughDialog }));

export function Walkthrough({ name }: { name: WalkthroughName }) {
  return (
    // The screen does not wait for the words of this button.
    <Suspense fallback={<span className="inline-block min-h-11 md:min-h-9" />}>
      <Opener name={name} />
    </Suspense>
  );
}

function Opener({ name }: { name: WalkthroughName }) {
  const words = useWalkthroughText();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button look="plain" className="text-accent font-medium max-w-full" onClick={() => setIsOpen(true)}>
        <Icon name="play" className="size-4.5 shrink-0" />
        <span className="whitespace-normal text-left">{words.open[name]}</span>
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <WalkthroughDialog name={name} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
