// What is open over the keys, as it stands in the address.

export type KeysSearch = { key?: string; create?: true };

export function readKeysSearch({ key, create }: Record<string, unknown>): KeysSearch {
  if (typeof key === "string" && key.startsWith("key_")) return { key };
  return create === true ? { create } : {};
}
