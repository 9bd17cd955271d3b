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
