// Telephone numbers as people type them.

/** The number with its country code, as the API takes it; `undefined` for what is not a number. */
export function readPhone(typed: string): string | undefined {
  const digits = typed.replace(/\D/g, "");
  if (typed.trim().startsWith("+")) return /^[1-9]\d{7,14}$/.test(digits) ? `+${digits}` : undefined;
  if (digits.length === 10) return `+1${digits}`;
  return digits.length === 11 && digits.startsWith("1") ? `+${digits}` : undefined;
}
