/** What is not plain JSON inside a value, by path; undefined where all is. */
export function notJson(value: unknown, path = ''): string | undefined {
  if (value === null) return `${path} is null`;
  if (typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') {
    return Number.isFinite(value) && !Object.is(value, -0) ? undefined : `${path} is ${value}`;
  }
  if (typeof value !== 'object') return `${path} is ${typeof value}`;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return `${path} is of a class`;
  for (const [key, entry] of Object.entries(value)) {
    const found = notJson(entry, `${path}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Freezes a value and all it holds, so that a change of it throws. What is frozen already is left alone. */
export function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const entry of Object.values(value)) freeze(entry);
  }
  return value;
}

/** Every key and every leaf of a value. */
export function* words(value: unknown): Generator<string | number | boolean> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, entry] of Object.entries(value)) {
      if (!Array.isArray(value)) yield key;
      yield* words(entry);
    }
  } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') yield value;
}
