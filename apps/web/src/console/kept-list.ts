import { browserStorage } from '@ack-attack/client';

const mostKept = 50;

/**
 * What the teacher made or brought in this browser, newest first; what can no longer be read is left out.
 *
 * @param read what the text of a file gives, undefined where it is refused
 */
export function keptList<T>(key: string, read: (text: string) => T | undefined): readonly T[] {
  try {
    const kept: unknown = JSON.parse(browserStorage().get(key) ?? '[]');
    return Array.isArray(kept) ? kept.flatMap((one: unknown) => read(JSON.stringify(one)) ?? []) : [];
  } catch {
    return [];
  }
}

/** Keeps these and no others. */
export function keepList(key: string, list: readonly unknown[]): void {
  browserStorage().set(key, JSON.stringify(list.slice(0, mostKept)));
}
