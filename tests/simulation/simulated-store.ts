import type { GameEvent } from '@ack-attack/engine';
import { StoreError, type AppendResult, type SessionStore, type TailListener } from '@ack-attack/store';
import type { Plant } from './plant.ts';
import type { World } from './world.ts';

/** What all servers share: the logs, and how bad the way to them is. */
export class SharedLogs {
  readonly world: World;
  readonly plant: Plant | undefined;
  readonly texts = new Map<string, string[]>();
  readonly codes = new Map<string, string>();
  readonly listeners = new Set<(id: string, version: number) => void>();
  /** Chance of a request, and of an answer, to get lost. */
  loss = 0.04;
  /** How often what was done, so that a test can show that it was. */
  readonly done = { conflicts: 0, lostRequests: 0, lostAnswers: 0 };

  constructor(world: World, plant: Plant | undefined) {
    this.world = world;
    this.plant = plant;
  }

  log(id: string): GameEvent[] {
    return (this.texts.get(id) ?? []).map((text) => JSON.parse(text) as GameEvent);
  }

  append(id: string, expected: number, events: readonly GameEvent[]): AppendResult {
    const log = this.texts.get(id);
    if (!log) throw new StoreError('unknown-session', id);
    if (log.length !== expected && this.plant !== 'ignores-versions') {
      this.done.conflicts++;
      return { outcome: 'conflict', version: log.length };
    }
    for (const event of events) log.push(JSON.stringify(event));
    for (const listener of this.listeners) listener(id, log.length);
    return { outcome: 'appended', version: log.length };
  }
}

const patienceMs = 400;

/** One server's way to the logs: every trip takes its time, and some lead nowhere. */
export function simulatedStore(logs: SharedLogs): SessionStore {
  const { world } = logs;
  const trip = () => world.pause(world.between(1, world.draw() < 0.1 ? 150 : 15));

  async function asking<T>(work: () => T): Promise<T> {
    if (world.draw() < logs.loss) {
      logs.done.lostRequests++;
      await world.pause(patienceMs);
      throw new StoreError('away', 'the request got lost');
    }
    await trip();
    const answer = work();
    if (world.draw() < logs.loss) {
      logs.done.lostAnswers++;
      await world.pause(patienceMs);
      throw new StoreError('away', 'the answer got lost');
    }
    await trip();
    return answer;
  }

  const record = (id: string) => {
    const log = logs.texts.get(id);
    return log && { id, roomCode: '', createdAt: 0, version: log.length };
  };

  return {
    create: ({ id, roomCode }, events) =>
      asking(() => {
        logs.texts.set(
          id,
          events.map((event) => JSON.stringify(event)),
        );
        logs.codes.set(roomCode, id);
        return 'created';
      }),
    append: (id, expected, events) =>
      asking(() => {
        const result = logs.append(id, expected, events);
        // Whoever repeats what had only lost its answer, without looking, does it twice.
        if (logs.plant === 'appends-twice' && result.outcome === 'appended' && world.draw() < 0.02) {
          return logs.append(id, result.version, events);
        }
        return result;
      }),
    read: (id, after, limit) => asking(() => logs.log(id).slice(after, after + (limit ?? Number.MAX_SAFE_INTEGER))),
    tail(id: string, after: number, listener: TailListener) {
      let version = after;
      let ended = false;
      let deliverAt = 0;
      const tell = (told: string) => {
        if (told !== id || ended) return;
        // News overtake no news.
        deliverAt = Math.max(deliverAt, world.now + world.between(1, 40));
        world.schedule(() => {
          const events = logs.log(id).slice(version);
          if (ended || events.length === 0) return;
          version += events.length;
          listener(events, version);
        }, deliverAt - world.now);
      };
      logs.listeners.add(tell);
      tell(id);
      return () => {
        ended = true;
        logs.listeners.delete(tell);
      };
    },
    saveSnapshot: () => asking(() => undefined),
    loadSnapshot: () => asking(() => undefined),
    find: (id) => asking(() => record(id)),
    findByRoomCode: (code) => asking(() => record(logs.codes.get(code) ?? '')),
    finish: () => asking(() => undefined),
    list: () => asking(() => []),
    delete: () => asking(() => undefined),
    purge: () => asking(() => []),
    probe: () => asking(() => undefined),
    close: () => Promise.resolve(),
  };
}
