import { ApiProblem } from "./problem";

/** Whether a refusal marks a field or something in it, by its JSON Pointer: `/email`, `/scopes` for `/scopes/1`. */
export function isWrong(error: unknown, pointer: string): boolean {
  return wrongField(error, pointer) !== undefined;
}

/** What the API says about a field, or about something in it. */
export function wrongField(error: unknown, pointer: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  return error.fields.find(({ field }) => field === pointer || field.startsWith(`${pointer}/`))?.message;
}

/** What the API says about fields that a form does not show. */
export function otherFields(error: unknown, shown: string[]): string[] {
  if (!(error instanceof ApiProblem)) return [];
  const isShown = (field: string) => shown.some((pointer) => field === pointer || field.startsWith(`${pointer}/`));
  return error.fields.filter(({ field }) => !isShown(field)).map(({ message }) => message);
}
