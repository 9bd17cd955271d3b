// What a person has typed and not sent, in the browser's storage: it survives a reload, and other tabs see it.

const listeners = new Set<() => void>();
const parsed = new Map<string, { text: string; value: unknown }>();

function notify(): void {
  for (const listener of listeners) listener();
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", listener);
  };
}

/** The value kept under a key: the same object until it changes. */
export function read(key: string): unknown {
  const text = localStorage.getItem(key);
  if (text === null) return undefined;
  const known = parsed.get(key);
  if (known?.text === text) return known.value;
  const value = parse(text);
  parsed.set(key, { text, value });
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function keep(key: string, value: unknown): void {
  localStorage.setItem(key, JSON.stringify(value));
  notify();
}

export function forget(key: string): void {
  localStorage.removeItem(key);
  notify();
}
