import { useQueryClient } from "@tanstack/react-query";

/** Reads the queries of some operations again, by the names that the generated client gives them, after a change. */
export function useRefresh(...operations: string[]): () => Promise<void> {
  const client = useQueryClient();
  return () =>
    client.invalidateQueries({
      predicate: ({ queryKey: [key] }) =>
        typeof key === "object" && key !== null && "_id" in key && operations.includes(String(key._id)),
    });
}
