// JSON Merge Patch (RFC 7396), as the API takes changes of a configuration.

type Json = unknown;
type Fields = Record<string, Json>;

function isFields(value: Json): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether two JSON values are the same; a missing field is the same as `undefined` and `null`. */
export function isSame(one: Json, other: Json): boolean {
  if (one == null || other == null) return (one ?? null) === (other ?? null);
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, place) => isSame(value, other[place]));
  if (!isFields(one) || !isFields(other)) return one === other;
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) => isSame(one[key], other[key]));
}

/** The patch that makes `after` of `before`. Lists are replaced whole. */
export function mergePatch(before: Fields, after: Fields): Fields {
  const patch: Fields = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[key], after[key]];
    if (isSame(old, now)) continue;
    patch[key] = now == null ? null : isFields(old) && isFields(now) ? mergePatch(old, now) : now;
  }
  return patch;
}

/** `before` with a patch applied. */
export function patched<Value extends object>(before: Value, patch: Fields): Value {
  const after: Fields = { ...(before as Fields) };
  for (const [key, value] of Object.entries(patch)) {
    const old = after[key];
    if (value === null) delete after[key];
    else after[key] = isFields(value) ? patched(isFields(old) ? old : {}, value) : value;
  }
  return after as Value;
}
