import { expect, test } from 'vitest';
import { browserStorage } from '../src/storage.ts';

/** Storage of a browser that is full or forbidden while `broken` says so. */
function area(broken: () => boolean) {
  const entries = new Map<string, string>();
  const guard = () => {
    if (broken()) throw new DOMException('no', 'QuotaExceededError');
  };
  const storage = {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => {
      guard();
      entries.set(key, value);
    },
    removeItem: (key: string) => {
      guard();
      entries.delete(key);
    },
  };
  return { entries, storage: () => storage as unknown as Storage };
}

test('stores in the browser as much as it can', () => {
  const { entries, storage } = area(() => false);
  const kept = browserStorage(storage);
  kept.set('a', '1');
  expect(entries.get('a')).toBe('1');
  expect(browserStorage(storage).get('a')).toBe('1');
  kept.remove('a');
  expect(kept.get('a')).toBeUndefined();
});

test('goes on in memory where the browser forbids it or is full', () => {
  const forbidden = browserStorage(() => {
    throw new DOMException('no', 'SecurityError');
  });
  forbidden.set('a', '1');
  expect(forbidden.get('a')).toBe('1');

  let full = false;
  const { entries, storage } = area(() => full);
  const kept = browserStorage(storage);
  kept.set('a', 'old');
  full = true;
  kept.set('a', 'new');
  expect(kept.get('a')).toBe('new');
  full = false;
  kept.set('a', 'newer');
  expect(kept.get('a')).toBe('newer');
  expect(entries.get('a')).toBe('newer');
});
