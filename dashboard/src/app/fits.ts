/** Letters without their accents and in lower case, so that `telefono` finds `Teléfono`. */
function plain(words: string): string {
  return words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Whether each of the typed words begins a word of the title. */
export function fits(typed: string, title: string): boolean {
  const begins = plain(title).split(/\s+/);
  return plain(typed)
    .split(/\s+/)
    .every((word) => begins.some((each) => each.startsWith(word)));
}
