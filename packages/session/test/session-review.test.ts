import { expect, test } from 'vitest';
import { host, join, openRoom, serve } from './open-room.ts';
import { settle } from './manual-clock.ts';

test('a long log is reviewed a part at a time, once, and a store that fails is asked again', async () => {
  const served = serve();
  const { store, clock } = served;
  const reads: [after: number, count: number][] = [];
  let failing = false;
  const { read } = store;
  store.read = async (id, after, limit) => {
    if (failing) throw new Error('no store');
    const events = await read.call(store, id, after, limit);
    reads.push([after, events.length]);
    return events;
  };
  const room = await openRoom(served, { roundMs: 300_000, orderEveryMs: 1_000 });
  for (const name of ['Ana', 'Ben', 'Cem']) await join(room, name);
  await room.submit(host(1, { type: 'startRound' }));
  await clock.advance(320_000);
  await room.submit(host(2, { type: 'revealTruth' }));
  expect(room.state.phase).toBe('revealed');
  expect(room.state.version).toBeGreaterThan(450);

  failing = true;
  await expect(room.review()).rejects.toThrow('no store');
  failing = false;
  reads.length = 0;
  const [first, second] = [room.review(), room.review()];
  let done = false;
  void first.then(() => (done = true));
  await settle();
  // The rest waits until others had their turn.
  expect(done).toBe(false);
  await clock.advance(0);
  await clock.advance(0);
  await clock.advance(0);
  expect((await first).rounds.map(({ round }) => round)).toEqual([1]);
  expect(await second).toEqual(await first);
  expect(Math.max(...reads.map(([, count]) => count))).toBeLessThanOrEqual(200);
  expect(reads.reduce((sum, [, count]) => sum + count, 0)).toBe(room.state.version);
});
