import type { GameEvent } from '@ack-attack/engine';
import { createMemoryStore, type AppendResult, type SessionStore } from '@ack-attack/store';

/** A memory store whose appends a test can watch, hold or break. */
export function watchedStore(
  append: (write: () => Promise<AppendResult>, events: readonly GameEvent[]) => Promise<AppendResult>,
): SessionStore {
  const inner = createMemoryStore();
  return {
    create: (...given) => inner.create(...given),
    append: (id, version, events) => append(() => inner.append(id, version, events), events),
    read: (...given) => inner.read(...given),
    tail: (...given) => inner.tail(...given),
    saveSnapshot: (...given) => inner.saveSnapshot(...given),
    loadSnapshot: (...given) => inner.loadSnapshot(...given),
    find: (...given) => inner.find(...given),
    findByRoomCode: (...given) => inner.findByRoomCode(...given),
    finish: (...given) => inner.finish(...given),
    list: (...given) => inner.list(...given),
    delete: (...given) => inner.delete(...given),
    purge: (...given) => inner.purge(...given),
    probe: () => inner.probe(),
    close: () => inner.close(),
  };
}
