import type { CustomerSummary } from "../../api/generated/types.gen";

/** `ask` if someone looks for a customer to erase them. */
export type CustomersSearch = { q?: string; ask?: "erase" };

export function readCustomersSearch({ q, ask }: Record<string, unknown>): CustomersSearch {
  const words = typeof q === "number" ? String(q) : q;
  return { ...(typeof words === "string" && words && { q: words }), ...(ask === "erase" && { ask }) };
}

/** What is asked at once when the screen opens, for a link that leads to it. */
export type CustomerSearch = { ask?: "block" };

export function readCustomerSearch({ ask }: Record<string, unknown>): CustomerSearch {
  return ask === "block" ? { ask } : {};
}

/** Whether a customer has the words in the name or the address, or the digits in a number. */
export function fits({ name, street, zip, number, other_numbers }: CustomerSummary, q: string): boolean {
  const words = plain(q);
  if (plain([name, street, zip].filter(Boolean).join(" ")).includes(words)) return true;
  const digits = q.replace(/\D/g, "");
  const isNumber = digits.length >= 3 && /^[\d\s().+-]+$/.test(q);
  return isNumber && [number, ...other_numbers].some((each) => each.includes(digits));
}

/** Without accents and capitals: José is found as jose. */
function plain(words: string): string {
  return words.trim().normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
