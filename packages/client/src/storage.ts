/** Where the client keeps what must outlive a reload. */
export interface KeyValueStorage {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
}

export function memoryStorage(): KeyValueStorage {
  const entries = new Map<string, string>();
  return {
    get: (key) => entries.get(key),
    set: (key, value) => void entries.set(key, value),
    remove: (key) => void entries.delete(key),
  };
}

/**
 * A browser's storage. Where it is forbidden or full, what was to be kept stays in memory: the game goes on
 * and only a reload forgets it.
 */
export function browserStorage(area: () => Storage = () => localStorage): KeyValueStorage {
  const kept = memoryStorage();
  const attempt = <T>(use: (storage: Storage) => T): T | undefined => {
    try {
      return use(area());
    } catch {
      return undefined;
    }
  };
  return {
    get: (key) => kept.get(key) ?? attempt((storage) => storage.getItem(key)) ?? undefined,
    set(key, value) {
      const stored = attempt((storage) => {
        storage.setItem(key, value);
        return true;
      });
      if (stored) kept.remove(key);
      else kept.set(key, value);
    },
    remove(key) {
      kept.remove(key);
      attempt((storage) => storage.removeItem(key));
    },
  };
}
