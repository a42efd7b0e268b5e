type Members = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The JSON merge patch (RFC 7396) that leads from one view to the next; undefined where they are equal. What both
 * share is not looked into, so views made of shared parts cost only what differs.
 *
 * @param before plain JSON without null, as is `after`; a member that is undefined counts as absent
 */
export function patchBetween(before: unknown, after: unknown): unknown {
  if (before === after) return undefined;
  if (!isObject(before) || !isObject(after)) return isEqual(before, after) ? undefined : after;
  let patch: Record<string, unknown> | undefined;
  for (const key in after) {
    const value = after[key];
    if (value === before[key] || value === undefined) continue;
    const change = patchBetween(before[key], value);
    if (change !== undefined) (patch ??= {})[key] = change;
  }
  for (const key in before) {
    if (before[key] !== undefined && after[key] === undefined) (patch ??= {})[key] = null;
  }
  return patch;
}

/** A patch cannot change a list in part: it is sent again whole, where it differs at all. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((entry, index) => isEqual(entry, b[index]));
  }
  return isObject(a) && isObject(b) && patchBetween(a, b) === undefined;
}
