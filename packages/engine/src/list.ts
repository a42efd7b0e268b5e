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
  return index < 0 ? list : list.toSpliced(index, 1);
}

/** The last `limit` entries. */
export function newest<T>(list: readonly T[], limit: number): readonly T[] {
  return list.length > limit ? list.slice(list.length - limit) : list;
}

/** The entry without some of its optional properties. */
export function omit<T extends object, K extends keyof T>(entry: T, ...keys: readonly K[]): Omit<T, K> {
  const next = { ...entry };
  for (const key of keys) delete next[key];
  // Where a property was deleted, V8 keeps a dictionary, which is slow to read for ever after; a copy of it is not.
  return { ...next };
}
