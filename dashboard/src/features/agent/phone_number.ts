/** A number as the API wants it: ten digits are a number of North America. What cannot be one stays as it was typed. */
export function numberOf(typed: string): string {
  const digits = typed.replace(/[\s().\-–]/g, "");
  if (/^\d{10}$/.test(digits)) return `+1${digits}`;
  if (/^1\d{10}$/.test(digits)) return `+${digits}`;
  return /^\+\d+$/.test(digits) ? digits : typed.trim();
}
