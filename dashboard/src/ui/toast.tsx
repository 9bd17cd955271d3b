// Short confirmations at the edge of the page, read aloud politely. What needs an answer is a dialog or a banner instead.

import { useSyncExternalStore } from "react";
import { Icon } from "./icon";

type Shown = { id: number; words: string; tone: "good" | "bad" };

const SECONDS = 5;
let shown: Shown[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: Shown[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

export function toast(words: string, tone: "good" | "bad" = "good"): void {
  lastId += 1;
  const id = lastId;
  set([...shown, { id, words, tone }]);
  setTimeout(() => set(shown.filter((toast) => toast.id !== id)), SECONDS * 1_000);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** They show above the bar of buttons that sticks to the bottom of some screens. */
export function Toasts() {
  const toasts = useSyncExternalStore(subscribe, () => shown);
  return (
    <div
      aria-live="polite"
      className="fixed inset-x-4 bottom-36 md:bottom-20 md:left-auto md:right-6 z-20 grid gap-2 justify-items-center md:justify-items-end pointer-events-none not-printed"
    >
      {toasts.map(({ id, words, tone }) => (
        <p
          key={id}
          className="flex items-center gap-2 rounded-control bg-raised px-4 py-2.5 shadow-over animate-appear pointer-events-auto"
        >
          <Icon
            name={tone === "good" ? "check" : "warning"}
            className={`size-4.5 ${tone === "good" ? "text-good" : "text-bad"}`}
          />
          {words}
        </p>
      ))}
    </div>
  );
}
