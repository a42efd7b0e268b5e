import { browserStorage } from '@ack-attack/client';

/**
 * A value that this browser stored as JSON; undefined where there is none, or none that can be read.
 *
 * @param read checks what was stored, undefined where it refuses it
 */
export function storedValue<T>(key: string, read: (value: unknown) => T | undefined): T | undefined {
  const text = browserStorage().get(key);
  if (!text) return undefined;
  try {
    return read(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The fields of a stored object, each still to be checked; none where it was no object. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

export function storeValue(key: string, value: unknown): void {
  browserStorage().set(key, JSON.stringify(value));
}
