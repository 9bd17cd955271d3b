import type { Text } from "../../text/text";
import { useText } from "../../text/text";
import { moment, phone } from "../../ui/format";

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const NUMBER = /^\+\d{8,15}$/;

/** What an entry says of before and after, field by field, in words. */
export function Details({ before, after }: { before: unknown; after: unknown }) {
  const text = useText();
  const lines = changesOf(before, after);
  if (lines.length === 0) return null;
  return (
    <ul className="text-quiet text-[0.8125rem] break-words">
      {lines.map(({ field, from, to }) => (
        <li key={field}>
          {field && `${text.audit.fields[field] ?? field.replaceAll("_", " ")}: `}
          {from !== undefined && `${inWords(from, text)} → `}
          <span className="text-ink">{inWords(to, text)}</span>
        </li>
      ))}
    </ul>
  );
}

type Line = { field: string; from: unknown; to: unknown };

/** The fields that differ. A value that is no object has no name. */
export function changesOf(before: unknown, after: unknown): Line[] {
  if (before == null && after == null) return [];
  if (!isRecord(before) && !isRecord(after)) return [{ field: "", from: before ?? undefined, to: after }];
  const [from, to] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((field) => JSON.stringify(from[field]) !== JSON.stringify(to[field]))
    .map((field) => ({ field, from: from[field] ?? (before == null ? undefined : null), to: to[field] ?? null }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function inWords(value: unknown, text: Text): string {
  if (value == null || (Array.isArray(value) && value.length === 0)) return text.audit.nothing;
  if (typeof value === "boolean") return value ? text.common.yes : text.common.no;
  if (Array.isArray(value)) return value.map((each) => inWords(each, text)).join(", ");
  if (isRecord(value)) {
    return Object.entries(value)
      .map(([field, each]) => `${text.audit.fields[field] ?? field.replaceAll("_", " ")} ${inWords(each, text)}`)
      .join(", ");
  }
  const word = String(value);
  if (INSTANT.test(word)) return moment(word);
  if (NUMBER.test(word)) return phone(word);
  const roles: Record<string, string> = text.roles;
  const scopes: Record<string, string> = text.keys.scopes;
  const events: Record<string, string> = text.webhooks.events;
  return roles[word] ?? scopes[word] ?? events[word] ?? word;
}
