import { expect, test } from 'vitest';
import type { PlayerId } from '@ack-attack/engine';
import { SessionDirectory } from '../src/directory/session-directory.ts';
import { EventPace, type SessionLimits } from '../src/room/session-quota.ts';
import { host, join, openRoom, serve, type Served } from './open-room.ts';

const busy = { roundMs: 600_000, orderEveryMs: 200 };

function limited({ store, clock }: Served, limits: Partial<SessionLimits>): SessionDirectory {
  let ids = 0;
  const newId = () => `limited-${++ids}`;
  return new SessionDirectory({ store, runtime: clock, codeVersion: 'test', newId, random: () => 0.5, limits });
}

test('a log that is full ends its round; it can be revealed and finished, and nothing else', async () => {
  const served = serve();
  const directory = limited(served, { events: 300 });
  const room = await openRoom({ directory }, busy);
  await join(room, 'Ana');
  await room.submit(host(1, { type: 'startRound' }));
  for (let second = 0; second < 120 && room.state.phase === 'playing'; second++) await served.clock.advance(1_000);
  expect(room.state.phase).toBe('predicting');
  expect(room.state.version).toBeLessThan(400);
  const seq = room.lastSeq('host');
  expect(await room.submit(host(seq + 1, { type: 'configureRoom', rules: room.state.rules }))).toEqual({
    outcome: 'rejected',
    code: 'log-full',
  });
  expect(await room.submit(host(seq + 2, { type: 'revealTruth' }))).toMatchObject({ outcome: 'accepted' });
  expect(await room.submit(host(seq + 3, { type: 'closeRound' }))).toMatchObject({ outcome: 'accepted' });
  expect(await room.submit(host(seq + 4, { type: 'startRound' }))).toMatchObject({ code: 'log-full' });
  expect(await room.submit(host(seq + 5, { type: 'finishSession' }))).toMatchObject({ outcome: 'accepted' });
  directory.close();
});

test('what was accepted before the log was full is answered as it was', async () => {
  const served = serve();
  const first = await openRoom(served);
  const command = host(1, { type: 'renamePlayer', player: (await join(first, 'Ana')) as PlayerId, name: 'Anna' });
  expect(await first.submit(command)).toMatchObject({ outcome: 'accepted' });
  served.directory.close();
  const directory = limited(served, { events: 1 });
  const room = (await directory.byId(first.id))!;
  expect(await room.submit(command)).toMatchObject({ outcome: 'accepted' });
  expect(await room.submit({ ...command, seq: 2, id: 'next' } as typeof command)).toMatchObject({ code: 'log-full' });
  directory.close();
});

test('a session that writes too much plays on in slow motion, and no faster than its pace', async () => {
  const written = async (limits: Partial<SessionLimits>) => {
    const served = serve();
    const directory = limited(served, limits);
    const room = await openRoom({ directory }, busy);
    await join(room, 'Ana');
    await room.submit(host(1, { type: 'startRound' }));
    const before = room.state.version;
    for (let step = 0; step < 600; step++) await served.clock.advance(100);
    const events = room.state.version - before;
    // The host is heard whatever the pace is.
    expect(await room.submit(host(2, { type: 'pauseRound' }))).toMatchObject({ outcome: 'accepted' });
    directory.close();
    return events;
  };
  const free = await written({});
  const paced = await written({ burst: 20, eventsPerSecond: 2 });
  expect(free).toBeGreaterThan(400);
  expect(paced).toBeGreaterThan(20);
  // A tick that was allowed may bring what has become due meanwhile.
  expect(paced).toBeLessThan(free / 2);
});

test('an allowance of events fills with time, and debt is waited for', () => {
  let now = 0;
  const pace = new EventPace({ events: 1e9, burst: 100, eventsPerSecond: 10 }, () => now);
  pace.wrote(100);
  expect(pace.restMs()).toBe(0);
  pace.wrote(50);
  expect(pace.restMs()).toBe(5_000);
  now = 4_000;
  expect(pace.restMs()).toBe(1_000);
  now = 60_000;
  expect(pace.restMs()).toBe(0);
});

test('rounds that no class could keep up with are refused when they are set, not when they are read', async () => {
  const served = serve();
  for (const change of [{ orderEveryMs: 1 }, { orderEveryMs: 149 }, { paceMs: [1, 60_000] as const }]) {
    await expect(openRoom(served, change)).rejects.toThrow('settings-invalid');
  }
  const room = await openRoom(served, { orderEveryMs: 0 });
  const settings = { ...room.state.settings, orderEveryMs: 1 };
  expect(await room.submit(host(1, { type: 'configureRound', settings }))).toMatchObject({ code: 'settings-invalid' });
  // A log that was written before is folded and goes on.
  await served.store.append(room.id, room.state.version, [{ type: 'roundConfigured', settings, at: 1 } as never]);
  served.directory.close();
  const again = (await served.another().byId(room.id))!;
  expect(again.state.settings.orderEveryMs).toBe(1);
  expect(await again.submit(host(2, { type: 'startRound' }))).toMatchObject({ outcome: 'accepted' });
  again.close();
  served.directory.close();
});
