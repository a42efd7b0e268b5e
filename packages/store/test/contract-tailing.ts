import type { GameEvent } from '@ack-attack/engine';
import { describe, expect, it, vi } from 'vitest';
import type { SessionStore } from '../src/index.ts';
import type { Current } from './contract.ts';
import { eventOf, eventsOf } from './sample-events.ts';

/** Everything that one tail called back with, checked to be without gaps on the way. */
class Tailed {
  readonly events: GameEvent[] = [];
  version: number;
  readonly stop: () => void;

  constructor(store: SessionStore, id: string, afterVersion: number) {
    this.version = afterVersion;
    this.stop = store.tail(id, afterVersion, (events, version) => {
      expect(events.length).toBeGreaterThan(0);
      expect(version).toBe(this.version + events.length);
      this.version = version;
      this.events.push(...events);
    });
  }

  async reaches(version: number): Promise<void> {
    await vi.waitFor(() => expect(this.version).toBe(version), { timeout: 60_000, interval: 2 });
  }
}

export function describeTailing(current: Current): void {
  const open = async (): Promise<SessionStore> => {
    const { store } = current();
    await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, eventsOf(1, 2));
    return store;
  };

  describe('tailing', () => {
    it('gives what the log holds, then what is appended', async () => {
      const store = await open();
      const tailed = new Tailed(store, 's1', 0);
      expect(tailed.events).toHaveLength(0);
      await tailed.reaches(2);
      await store.append('s1', 2, eventsOf(3, 5));
      await tailed.reaches(5);
      await store.append('s1', 4, eventsOf(90, 99));
      await store.append('s1', 5, []);
      await store.append('s1', 5, eventsOf(6, 6));
      await tailed.reaches(6);
      expect(tailed.events).toStrictEqual(eventsOf(1, 6));
    });

    it('begins after the version it is given, also after one that is not reached yet', async () => {
      const store = await open();
      const inside = new Tailed(store, 's1', 1);
      const ahead = new Tailed(store, 's1', 4);
      await store.append('s1', 2, eventsOf(3, 3));
      await store.append('s1', 3, eventsOf(4, 6));
      await store.append('s1', 6, eventsOf(7, 7));
      await Promise.all([inside.reaches(7), ahead.reaches(7)]);
      expect(inside.events).toStrictEqual(eventsOf(2, 7));
      expect(ahead.events).toStrictEqual(eventsOf(5, 7));
    });

    it('reads a long log in full', async () => {
      const store = await open();
      await store.append('s1', 2, eventsOf(3, 5_500));
      const tailed = new Tailed(store, 's1', 0);
      await store.append('s1', 5_500, eventsOf(5_501, 5_510));
      await tailed.reaches(5_510);
      expect(tailed.events).toStrictEqual(eventsOf(1, 5_510));
    });

    it('gives every tail everything in order when tails begin in the middle of racing appends', async () => {
      const store = await open();
      const tails: Tailed[] = [];
      const writer = async (w: number): Promise<void> => {
        let version = 2;
        for (let n = 0; n < 10; n += 1) {
          const events = Array.from({ length: 1 + ((w + n) % 3) }, (_, k) => eventOf(w, `${w}/${n}/${k}`));
          const pending = store.append('s1', version, events);
          if (n % 2 === 0) tails.push(new Tailed(store, 's1', version > 2 ? version - 2 : 0));
          let result = await pending;
          while (result.outcome === 'conflict') result = await store.append('s1', result.version, events);
          version = result.version;
          tails.push(new Tailed(store, 's1', version));
        }
      };
      await Promise.all([0, 1, 2, 3, 4].map(writer));
      const log = await store.read('s1', 0);
      expect(tails).toHaveLength(75);
      for (const tailed of tails) {
        await tailed.reaches(log.length);
        expect(tailed.events).toStrictEqual(log.slice(log.length - tailed.events.length));
      }
    });

    it('keeps sessions apart', async () => {
      const store = await open();
      await store.create({ id: 's2', roomCode: 'B', createdAt: 1 }, []);
      const [first, second] = [new Tailed(store, 's1', 2), new Tailed(store, 's2', 0)];
      await Promise.all([store.append('s1', 2, eventsOf(3, 4)), store.append('s2', 0, eventsOf(50, 51))]);
      await Promise.all([first.reaches(4), second.reaches(2)]);
      expect(first.events).toStrictEqual(eventsOf(3, 4));
      expect(second.events).toStrictEqual(eventsOf(50, 51));
    });

    it('waits for a session that does not exist yet', async () => {
      const { store } = current();
      const tailed = new Tailed(store, 'later', 0);
      await store.create({ id: 'later', roomCode: 'A', createdAt: 1 }, eventsOf(1, 2));
      await store.append('later', 2, eventsOf(3, 3));
      await tailed.reaches(3);
      expect(tailed.events).toStrictEqual(eventsOf(1, 3));
    });

    it('is silent once unsubscribed, while another tail goes on', async () => {
      const store = await open();
      const [stopped, never, other] = [0, 0, 0].map((after) => new Tailed(store, 's1', after));
      never?.stop();
      await Promise.all([stopped?.reaches(2), other?.reaches(2)]);
      stopped?.stop();
      stopped?.stop();
      await store.append('s1', 2, eventsOf(3, 3));
      await other?.reaches(3);
      expect(stopped?.version).toBe(2);
      expect(never?.version).toBe(0);
    });

    it('stops at once when a listener unsubscribes while it is called', async () => {
      const store = await open();
      await store.append('s1', 2, eventsOf(3, 3_000));
      let calls = 0;
      const stop = store.tail('s1', 0, () => {
        calls += 1;
        stop();
      });
      const other = new Tailed(store, 's1', 0);
      await other.reaches(3_000);
      await store.append('s1', 3_000, eventsOf(3_001, 3_001));
      await other.reaches(3_001);
      expect(calls).toBe(1);
    });

    it('lets a listener append', async () => {
      const store = await open();
      const stop = store.tail('s1', 2, (_, version) => {
        if (version < 10) void store.append('s1', version, eventsOf(version + 1, version + 1));
      });
      const tailed = new Tailed(store, 's1', 0);
      await store.append('s1', 2, eventsOf(3, 3));
      await tailed.reaches(10);
      stop();
      expect(tailed.events).toStrictEqual(eventsOf(1, 10));
    });

    it('ends with its session', async () => {
      const store = await open();
      await store.create({ id: 's2', roomCode: 'B', createdAt: 1 }, []);
      const [deleted, purged] = [new Tailed(store, 's1', 0), new Tailed(store, 's2', 0)];
      await deleted.reaches(2);
      await store.delete('s1');
      await store.purge({ finishedBefore: 0, abandonedBefore: 2 });
      await store.create({ id: 's1', roomCode: 'A', createdAt: 5 }, eventsOf(1, 9));
      await store.create({ id: 's2', roomCode: 'B', createdAt: 5 }, eventsOf(1, 9));
      const [again, too] = [new Tailed(store, 's1', 0), new Tailed(store, 's2', 0)];
      await Promise.all([again.reaches(9), too.reaches(9)]);
      expect([deleted.version, purged.version]).toStrictEqual([2, 0]);
    });

    it('gives each listener its own copies', async () => {
      const store = await open();
      store.tail('s1', 0, (events) => {
        for (const event of events) event.at = -1;
      });
      const tailed = new Tailed(store, 's1', 0);
      await tailed.reaches(2);
      const given = eventOf(3);
      await store.append('s1', 2, [given]);
      await tailed.reaches(3);
      expect(tailed.events).toStrictEqual(eventsOf(1, 3));
      expect(given).toStrictEqual(eventOf(3));
      expect(await store.read('s1', 0)).toStrictEqual(eventsOf(1, 3));
    });
  });
}
