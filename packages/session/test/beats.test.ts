import { expect, test } from 'vitest';
import { FlushTimer } from '../src/views/flush-timer.ts';
import { ManualClock } from './manual-clock.ts';
import { host, RecordingSink, openRoom, serve } from './open-room.ts';
import { watchedStore } from './watched-store.ts';

test('views that wait go together, and none of them later than alone', async () => {
  const clock = new ManualClock();
  const timer = new FlushTimer(clock);
  const start = clock.now();
  const went: [string, number][] = [];
  const wait = (name: string, delayMs: number) => {
    const flush = () => void went.push([name, clock.now() - start]);
    timer.wait(flush, delayMs);
    return flush;
  };
  wait('first', 80);
  wait('second', 100);
  wait('third', 300);
  const left = wait('left', 90);
  expect(timer.isWaiting(left)).toBe(true);
  timer.leave(left);
  wait('early', 20);
  await clock.advance(1_000);
  expect(went).toEqual([
    ['early', 20],
    ['first', 80],
    ['second', 80],
    ['third', 300],
  ]);
});

test('on autopilot machines and network share a beat, and nothing that is due waits for long', async () => {
  const appends: { at: number; late: number }[] = [];
  const store = watchedStore((write, events) => {
    const at = served.clock.now();
    const oldest = Math.min(...events.map((event) => event.at));
    appends.push({ at, late: at - room.state.createdAt - oldest });
    return write();
  });
  const served = serve({ store });
  const room = await openRoom(served, {
    autopilot: true,
    orderEveryMs: 300,
    travelMs: [20, 90],
    paceMs: [40, 90],
  });
  for (const kind of ['stage', 'console'] as const) room.connectScreen(kind, new RecordingSink());
  await room.submit(host(1, { type: 'startRound' }));
  await served.clock.advance(1_000);
  appends.length = 0;
  const before = room.state.version;
  await served.clock.advance(20_000);
  expect(room.state.version - before).toBeGreaterThan(300);
  // A machine of this pace is looked at every 30 ms.
  expect(appends.length).toBeLessThanOrEqual(20_000 / 30 + 1);
  expect(Math.max(...appends.map(({ late }) => late))).toBeLessThanOrEqual(60);
  room.close();
});
