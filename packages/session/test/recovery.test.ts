import { expect, test } from 'vitest';
import { SessionDirectory } from '../src/directory/session-directory.ts';
import { host, openRoom, serve } from './open-room.ts';

test('a long log without a snapshot is folded a page at a time, with a pause after each', async () => {
  const served = serve();
  const { store, clock } = served;
  const room = await openRoom(served, { roundMs: 600_000, orderEveryMs: 500 });
  await room.submit(host(1, { type: 'startRound' }));
  await clock.advance(620_000);
  const { version } = room.state;
  expect(version).toBeGreaterThan(1_500);

  const pages: (number | 'pause')[] = [];
  const read = store.read.bind(store);
  store.read = async (...given) => {
    const events = await read(...given);
    pages.push(events.length);
    return events;
  };
  const woken = new SessionDirectory({
    store,
    runtime: clock,
    // Snapshots of another version of the code are not used.
    codeVersion: 'newer',
    newId: () => 'another',
    random: () => 0.5,
    pause: async () => void pages.push('pause'),
  });
  expect((await woken.byId(room.id))?.state).toEqual(room.state);
  const sizes = pages.filter((page) => page !== 'pause');
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(version);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
  expect(pages.filter((_, at) => at % 2 === 1)).toEqual(sizes.slice(1).map(() => 'pause'));
  woken.close();
});
