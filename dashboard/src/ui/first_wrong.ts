// The focus after a refused form.

import { useEffect, useRef } from "react";

const WRONG = "[data-wrong] :is(input, button):enabled, [aria-invalid=true]";

/**
 * The ref of a form whose first wrong field gets the focus once the errors of a refused attempt are on the page.
 * Each attempt has a `refusal` of its own, compared by identity; none while nothing is refused.
 */
export function useFirstWrong(refusal: object | null | undefined) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>(WRONG)?.focus();
  }, [refusal]);
  return form;
}
