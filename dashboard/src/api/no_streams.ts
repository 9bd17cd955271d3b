// Takes the place of the generated client's part for server-sent events in the build: the API has none.

export function createSseClient(): never {
  throw new Error("the API sends no events");
}
