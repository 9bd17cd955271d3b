// The words of the customers. They load with the first screen that shows them.

import { use } from "react";
import type { customers } from "./en/customers";
import { loadOnce } from "./lazy";

export type CustomersText = typeof customers;

const load = loadOnce<CustomersText>({
  en: async () => (await import("./en/customers")).customers,
  es: async () => (await import("./es/customers")).customers,
});

export function useCustomersText(): CustomersText {
  return use(load());
}
