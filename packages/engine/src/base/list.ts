/** Lists of entities are small and kept in order of arrival; these keep every untouched entry shared. */
interface Entity {
  readonly id: string;
}

/** Where the entry is, or -1. The newest are asked for most, so the search begins with them. */
export function indexOf<T extends Entity>(list: readonly T[], id: T['id']): number {
  for (let index = list.length - 1; index >= 0; index--) if (list[index]?.id === id) return index;
  return -1;
}

export function find<T extends Entity>(list: readonly T[], id: T['id']): T | undefined {
  return list[indexOf(list, id)];
}

/** The list with one entry changed; the same list where there is no such entry. */
export function change<T extends Entity>(list: readonly T[], id: T['id'], to: (entry: T) => T): readonly T[] {
  const index = indexOf(list, id);
  const entry = list[index];
  if (entry === undefined) return list;
  const next = list.slice();
  next[index] = to(entry);
  return next;
}

/** The list without an entry; the same list where there is no such entry. */
export function without<T extends Entity>(list: readonly T[], id: T['id']): readonly T[] {
  const index = indexOf(list, id);
  return index < 0 ? list : [...list.slice(0, index), ...list.slice(index + 1)];
}

/** The last `limit` entries. */
export function newest<T>(list: readonly T[], limit: number): readonly T[] {
  return list.length > limit ? list.slice(list.length - limit) : list;
}

/*
 * Lists know these by themselves in browsers that are newer than the oldest a page starts in.
 */

export function lastOf<T>(list: readonly T[] | undefined): T | undefined {
  return list?.[list.length - 1];
}

export function findLast<T, S extends T>(list: readonly T[], test: (entry: T) => entry is S): S | undefined;
export function findLast<T>(list: readonly T[], test: (entry: T) => unknown): T | undefined;
export function findLast<T>(list: readonly T[], test: (entry: T) => unknown): T | undefined {
  return list[findLastIndex(list, test)];
}

export function findLastIndex<T>(list: readonly T[], test: (entry: T) => unknown): number {
  for (let index = list.length - 1; index >= 0; index--) if (test(list[index]!)) return index;
  return -1;
}

/** A copy of the list, in order. */
export function sorted<T>(list: readonly T[], compare: (a: T, b: T) => number): T[] {
  return list.slice().sort(compare);
}

/** The entry without some of its optional properties. */
export function omit<T extends object, K extends keyof T>(entry: T, ...keys: readonly K[]): Omit<T, K> {
  const next = { ...entry };
  for (const key of keys) delete next[key];
  // Where a property was deleted, V8 keeps a dictionary, which is slow to read for ever after; a copy of it is not.
  return { ...next };
}
