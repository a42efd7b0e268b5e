import type { KeyValueStorage } from './storage.ts';

/** The value stored under the key, or undefined where it is missing or damaged. */
export function readJson<T extends object>(storage: KeyValueStorage, key: string): T | undefined {
  const text = storage.get(key);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}
