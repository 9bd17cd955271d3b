/** The form of a word for a count, by the rules of the language. */
export function plural(language: string, count: number, forms: { one: string; other: string }): string {
  const number = new Intl.NumberFormat(language).format(count);
  const form = new Intl.PluralRules(language).select(count) === "one" ? forms.one : forms.other;
  return form.replace("#", number);
}

/** With a capital first letter, for a name or a word at the start of a sentence. */
export function capital(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
