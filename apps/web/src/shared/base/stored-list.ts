import { storeValue, storedValue } from './stored-value.ts';

/**
 * What the teacher made, opened or brought in this browser, newest first; what can no longer be read is left out.
 *
 * @param read what one entry is, undefined where it is refused
 */
export function storedList<T>(key: string, read: (entry: unknown) => T | undefined): readonly T[] {
  const list = storedValue(key, (kept) =>
    Array.isArray(kept) ? kept.flatMap((entry: unknown) => read(entry) ?? []) : undefined,
  );
  return list ?? [];
}

/** Keeps these and no others, and of too many the first. */
export function storeList(key: string, list: readonly unknown[], most = 50): void {
  storeValue(key, list.slice(0, most));
}
