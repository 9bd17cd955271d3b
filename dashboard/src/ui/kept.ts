// Unsent words survive a reload and a new sign-in: they are kept in this tab until they are sent or given up.

import { useState } from "react";

const PREFIX = "unsent:";
/** The prefixes of everything that is typed and not sent: here, in the forms of the agent, and in those of the set-up. */
const TYPED = [PREFIX, "kept:"];

function read<Value>(key: string): Value | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + key) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

/** A value that is kept under a key of this tab; `undefined` if there is nothing unsent. */
export function useKept<Value>(key: string): [Value | undefined, (value: Value | undefined) => void] {
  const [kept, setKept] = useState(() => read<Value>(key));
  const keep = (value: Value | undefined) => {
    if (value === undefined) sessionStorage.removeItem(PREFIX + key);
    else sessionStorage.setItem(PREFIX + key, JSON.stringify(value));
    setKept(value);
  };
  return [kept, keep];
}

/** Forgets what was typed and not sent, in this tab and in this browser, for the next person at this computer. */
export function forgetTyped(): void {
  for (const storage of [sessionStorage, localStorage])
    for (const key of Object.keys(storage)) if (TYPED.some((prefix) => key.startsWith(prefix))) storage.removeItem(key);
}
