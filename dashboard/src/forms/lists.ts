// Lists and amounts as people type them into one field.

/** The words between commas, semicolons and new lines. */
export function readList(typed: string): string[] {
  return typed
    .split(/[,;\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** ZIP codes or their first digits, between anything; what is none stays in the list, for the form to name. */
export function readZips(typed: string): string[] {
  return typed.split(/[\s,;]+/).filter((word) => word !== "");
}

export function isZipArea(word: string): boolean {
  return /^\d{3,5}$/.test(word);
}

/** Dollars as micro-dollars: $89, 89.50, 1,200; nothing is 0. `undefined` for what is no amount. */
export function readDollars(typed: string): number | undefined {
  const plain = typed.replace(/[\s$]/g, "").replace(/,(?=\d{3}(\D|$))/g, "");
  if (plain === "") return 0;
  return /^\d{1,6}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) * 10_000 : undefined;
}

/** Micro-dollars as typed; 0 is an empty field. */
export function dollarsTyped(microUsd: number): string {
  if (microUsd === 0) return "";
  const dollars = microUsd / 1_000_000;
  return Number.isInteger(dollars) ? String(dollars) : dollars.toFixed(2);
}
