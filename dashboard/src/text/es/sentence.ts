/** Ends a sentence whose last word may have a point of its own: 1:00 p.m. */
export function sentence(words: string): string {
  return words.endsWith(".") ? words : `${words}.`;
}
