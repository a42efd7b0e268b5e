/** Lists of entities are small and kept in order of arrival; these keep every untouched entry shared. */
interface Entity {
  readonly id: string;
}

export function find<T extends Entity>(list: readonly T[], id: T['id']): T | undefined {
  for (const entry of list) if (entry.id === id) return entry;
  return undefined;
}

/** The list with one entry changed; the same list where there is no such entry. */
export function change<T extends Entity>(list: readonly T[], id: T['id'], to: (entry: T) => T): readonly T[] {
  const index = list.findIndex((entry) => entry.id === id);
  const entry = list[index];
  if (entry === undefined) return list;
  const next = list.slice();
  next[index] = to(entry);
  return next;
}

export function without<T extends Entity>(list: readonly T[], id: T['id']): readonly T[] {
  return list.some((entry) => entry.id === id) ? list.filter((entry) => entry.id !== id) : list;
}

/** The list with a value at its end, once. */
export function including<T>(list: readonly T[], value: T): readonly T[] {
  return list.includes(value) ? list : [...list, value];
}

/** The last `limit` entries. */
export function newest<T>(list: readonly T[], limit: number): readonly T[] {
  return list.length > limit ? list.slice(list.length - limit) : list;
}

/** The entry without some of its optional properties. */
export function omit<T extends object, K extends keyof T>(entry: T, ...keys: readonly K[]): Omit<T, K> {
  const next = { ...entry };
  for (const key of keys) delete next[key];
  return next;
}
