// Buying a number from Twilio. What it consists of loads when it begins.

import { lazy, Suspense, useState } from "react";
import { Button } from "../ui/button";
import type { PlaceGuess } from "./place_guess";

const BuyNumberDialog = lazy(async () => ({ default: (await import("./buy_number_dialog")).BuyNumberDialog }));

type Props = {
  label: string;
  guess: PlaceGuess;
  /** Whether callers will hear that they reach a test. Then test mode is turned on first. */
  isBeforeLaunch?: boolean;
  /** Whether the guess is not known yet: the search begins with it. */
  isDisabled?: boolean;
  onBought?: (number: string) => void;
};

/** The button that leads to the numbers for sale. */
export function BuyNumber({ label, isDisabled = false, ...rest }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button disabled={isDisabled} onClick={() => setIsOpen(true)}>
        {label}
      </Button>
      {isOpen && (
        <Suspense>
          <BuyNumberDialog {...rest} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
