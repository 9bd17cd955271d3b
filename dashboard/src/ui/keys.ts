// The keys that do something everywhere. They can be off, since speech input types letters too (WCAG 2.1.4).

const SETTING = "keys";
const OFF = "off";

export function areKeysOn(): boolean {
  return localStorage.getItem(SETTING) !== OFF;
}

export function setKeysOn(areOn: boolean): void {
  if (areOn) localStorage.removeItem(SETTING);
  else localStorage.setItem(SETTING, OFF);
}

type Press = Pick<KeyboardEvent, "ctrlKey" | "metaKey" | "altKey" | "defaultPrevented"> & {
  target: EventTarget | null;
};

/** Whether a press of a letter alone is meant for the page: not for a field, nor for what lies over the page. */
export function isForPage({ target, ctrlKey, metaKey, altKey, defaultPrevented }: Press): boolean {
  if (!areKeysOn() || ctrlKey || metaKey || altKey || defaultPrevented) return false;
  if (target instanceof Element && target.closest("input, textarea, select, [contenteditable]")) return false;
  return document.querySelector("dialog[open], [popover]:popover-open") === null;
}
