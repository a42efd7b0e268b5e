import { isOwn } from '@ack-attack/protocol';

type Json = unknown;

function isObject(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Applies a JSON merge patch (RFC 7396). The target stays as it is, and what the patch does not touch is
 * shared with the result, so that an interface can tell by identity what changed.
 */
export function mergePatch<T>(target: T, patch: Json): T;
export function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: Record<string, Json> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    // Assigning to this name would change the prototype instead of adding a member.
    if (key === '__proto__') continue;
    if (value === null) delete result[key];
    else result[key] = mergePatch(isOwn(result, key) ? result[key] : undefined, value);
  }
  return result;
}
