import { useRef } from "react";
import { asProblem } from "./problem";

const UNANSWERED = ["offline", "unavailable"];

/**
 * The key by which the API recognises a repeated request. It stays while a request has no answer, so that a second press does
 * not do the same thing twice, and changes with each answer.
 */
export function useRequestKey(): { current: () => string; answered: (error: unknown) => void } {
  const key = useRef<string>(undefined);
  return {
    current: () => {
      key.current ??= crypto.randomUUID();
      return key.current;
    },
    answered: (error) => {
      if (error === null || !UNANSWERED.includes(asProblem(error).kind)) key.current = undefined;
    },
  };
}
