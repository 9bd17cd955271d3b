/** An amount that a person typed, in micro-dollars: `null` for an empty field, `undefined` for what is no amount. */
export function parseDollars(typed: string): number | null | undefined {
  const plain = typed.replace(/[$,\s]/g, "");
  if (plain === "") return null;
  if (!/^\d{1,7}(\.\d{1,6})?$/.test(plain)) return undefined;
  return Math.round(Number(plain) * 1_000_000);
}

/** An amount as it stands in a field. */
export function dollarsOf(microUsd: number): string {
  const dollars = microUsd / 1_000_000;
  return Number.isInteger(dollars) ? String(dollars) : dollars.toFixed(2);
}
