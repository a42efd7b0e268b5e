import { emptySession, evolveAll } from '@ack-attack/engine';
import { StoreError } from '@ack-attack/store';
import { expect, test } from 'vitest';
import { settle } from './manual-clock.ts';
import { host, join, RecordingSink, openRoom, serve } from './open-room.ts';
import { watchedStore } from './watched-store.ts';

test('commands that wait together travel in one append and are answered after it', async () => {
  const appends: number[] = [];
  let release: (() => void) | undefined;
  const store = watchedStore(async (write, events) => {
    appends.push(events.length);
    await new Promise<void>((resolve) => (release = resolve));
    return write();
  });
  const room = await openRoom(serve({ store }));
  const link = new RecordingSink();
  room.connectScreen('stage', link);
  const told: string[] = [];
  const joins = ['Ana', 'Ben', 'Cleo'].map((name) => join(room, name).then(() => told.push(name)));
  await settle();
  expect(appends).toEqual([3]);
  // Nothing is told to anyone before it is in the log.
  expect(told).toEqual([]);
  expect(link.messages).toHaveLength(1);
  expect(room.state.players).toEqual([]);
  release?.();
  await Promise.all(joins);
  expect(told).toHaveLength(3);
  expect(appends).toEqual([3]);
  room.close();
});

test('two servers race on one log: every command is in it exactly once', async () => {
  const served = serve();
  const one = await openRoom(served);
  const two = (await served.another().byId(one.id))!;
  const names = Array.from({ length: 40 }, (_, index) => `Player ${index}`);
  const rooms = [one, two];
  const players = await Promise.all(names.map((name, index) => join(rooms[index % 2]!, name)));
  await settle();
  await one.submit(host(1, { type: 'startRound' }));
  await one.submit(host(2, { type: 'ringBell' }));
  await settle();
  const outcomes = await Promise.all(
    players.flatMap((player, index) =>
      // Each command reaches both servers, as after a connection that was lost.
      rooms.map((room) =>
        room.submit({
          by: 'player',
          player,
          seq: 1,
          id: `prediction-${index}`,
          command: { type: 'predict', lost: index, duplicates: 0 },
        }),
      ),
    ),
  );
  expect(outcomes.filter(({ outcome }) => outcome !== 'accepted')).toEqual([]);
  await settle();
  const log = await served.store.read(one.id, 0);
  const accepted = log.filter((event) => event.type === 'commandAccepted' && event.by !== 'host');
  expect(accepted).toHaveLength(40);
  expect(log.filter((event) => event.type === 'playerJoined')).toHaveLength(40);
  const folded = evolveAll(emptySession, log);
  expect(one.state).toEqual(folded);
  expect(two.state).toEqual(folded);
  expect(served.clock.reports).toEqual([]);
  one.close();
  two.close();
});

test('what a server had begun when it ended is written before its store is closed, behind another server too', async () => {
  let hold: Promise<void> | undefined;
  let release = () => {};
  const store = watchedStore(async (write) => {
    await hold;
    return write();
  });
  const served = serve({ store });
  const one = await openRoom(served);
  const other = served.another();
  const two = (await other.byId(one.id))!;
  hold = new Promise((resolve) => (release = resolve));
  const begun = one.submit(host(1, { type: 'lockRoom', locked: true }));
  await settle();
  served.directory.close();
  hold = undefined;
  // Another server is faster, so that the first has to read on and decide again.
  await two.submit({ by: 'host', device: 'other', seq: 1, id: 'faster', command: { type: 'startRound' } });
  let settled = false;
  const ended = served.directory.settled.then(() => (settled = true));
  await settle();
  expect(settled).toBe(false);
  release();
  await ended;
  other.close();
  await other.settled;
  const log = await store.read(one.id, 0);
  await store.close();
  expect(await begun).toMatchObject({ outcome: 'accepted' });
  expect(log.flatMap((event) => (event.type === 'commandAccepted' ? [event.id] : []))).toEqual([
    'faster',
    'host-command-1',
  ]);
  await settle();
  expect(served.clock.reports).toEqual([]);
});

test('a store that fails changes nothing, and the command can be given again', async () => {
  let mode: 'works' | 'refuses' | 'forgets-to-answer' = 'works';
  const store = watchedStore(async (write) => {
    if (mode === 'refuses') throw new Error('disk full');
    const result = await write();
    if (mode === 'forgets-to-answer') throw new Error('answer lost');
    return result;
  });
  const { directory } = serve({ store });
  const room = await openRoom({ directory });
  const before = room.state;
  mode = 'refuses';
  const lock = host(1, { type: 'lockRoom', locked: true });
  expect(await room.submit(lock)).toEqual({ outcome: 'rejected', code: 'store-unavailable' });
  expect(room.state).toBe(before);
  mode = 'works';
  expect(await room.submit(lock)).toMatchObject({ outcome: 'accepted' });
  mode = 'forgets-to-answer';
  const unlock = host(2, { type: 'lockRoom', locked: false });
  expect(await room.submit(unlock)).toEqual({ outcome: 'rejected', code: 'store-unavailable' });
  mode = 'works';
  expect(await room.submit(unlock)).toMatchObject({ outcome: 'accepted' });
  const log = await store.read(room.id, 0);
  expect(log.filter((event) => event.type === 'roomLocked')).toHaveLength(2);
  room.close();
});

test('commands that wait behind one that waited for the store in vain are told with it', async () => {
  let giveUp: (() => void) | undefined;
  let tries = 0;
  const store = watchedStore(async (write) => {
    if (++tries > 1) return write();
    await new Promise<void>((resolve) => (giveUp = resolve));
    throw new StoreError('away', 'no answer');
  });
  const room = await openRoom(serve({ store }));
  const lock = host(1, { type: 'lockRoom', locked: true });
  const first = room.submit(lock);
  await settle();
  const behind = room.submit(host(2, { type: 'lockRoom', locked: false }));
  await settle();
  giveUp?.();
  const unavailable = { outcome: 'rejected', code: 'store-unavailable' };
  expect(await Promise.all([first, behind])).toEqual([unavailable, unavailable]);
  expect(tries).toBe(1);
  expect(await room.submit(lock)).toMatchObject({ outcome: 'accepted' });
  room.close();
});

test('a rejected command stays rejected, also when it comes again after the state has changed', async () => {
  const served = serve();
  const room = await openRoom(served);
  const pause = host(1, { type: 'pauseRound' });
  expect(await room.submit(pause)).toEqual({ outcome: 'rejected', code: 'wrong-phase' });
  expect(await room.submit(host(2, { type: 'startRound' }))).toMatchObject({ outcome: 'accepted' });
  expect(await room.submit(pause)).toEqual({ outcome: 'rejected', code: 'wrong-phase' });
  // The same number under another ID is no repeat, and comes too late.
  expect(await room.submit(host(1, { type: 'pauseRound' }, 'another-id'))).toEqual({
    outcome: 'rejected',
    code: 'stale-command',
  });
  expect(room.state.phase).toBe('playing');
  room.close();
});

test('the floor of a rejected command holds against a late one below it', async () => {
  const room = await openRoom(serve());
  expect(room.lastSeq('host')).toBe(0);
  expect(await room.submit(host(5, { type: 'pauseRound' }))).toEqual({ outcome: 'rejected', code: 'wrong-phase' });
  expect(room.lastSeq('host')).toBe(5);
  expect(await room.submit(host(4, { type: 'lockRoom', locked: true }))).toEqual({
    outcome: 'rejected',
    code: 'stale-command',
  });
  expect(room.state.locked).toBe(false);
  room.close();
});

test('a repeat in the same batch, and one long after, get the answer of the first', async () => {
  const served = serve();
  const room = await openRoom(served);
  const lock = host(1, { type: 'lockRoom', locked: true });
  const [first, second] = await Promise.all([room.submit(lock), room.submit(lock)]);
  expect(second).toEqual(first);
  await room.submit(host(2, { type: 'lockRoom', locked: false }));
  expect(await room.submit(lock)).toEqual(first);
  expect(room.state.locked).toBe(false);
  room.close();
});

test('a mailbox that is full refuses instead of growing', async () => {
  const room = await openRoom(serve());
  const outcomes = await Promise.all(
    Array.from({ length: 1_200 }, (_, index) => room.submit(host(index + 1, { type: 'lockRoom', locked: true }))),
  );
  expect(outcomes.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1_000);
  expect(outcomes.at(-1)).toEqual({ outcome: 'rejected', code: 'store-unavailable' });
  room.close();
});

test('what one server refused and another accepted afterwards is accepted at both', async () => {
  const served = serve();
  const one = await openRoom(served);
  const two = (await served.another().byId(one.id))!;
  const player = await join(one, 'Ana');
  await one.submit(host(1, { type: 'startRound' }));
  const over = async (room: typeof one) => {
    const connection = room.connectPhone(player, new RecordingSink());
    await settle();
    const command = { type: 'predict', lost: 1, duplicates: 0 } as const;
    return () =>
      room.submit(
        { by: 'player', player, seq: 1, id: 'prediction', command },
        { as: 'phone', holds: () => true, via: connection.via },
      );
  };
  const first = await over(one);
  expect(await first()).toEqual({ outcome: 'rejected', code: 'wrong-phase' });
  expect(await first()).toEqual({ outcome: 'rejected', code: 'wrong-phase' });
  // The answer got lost, and the phone is at another server when the command has become possible.
  await one.submit(host(2, { type: 'ringBell' }));
  await settle();
  const second = await over(two);
  expect(await first()).toEqual({ outcome: 'rejected', code: 'store-unavailable' });
  expect(await second()).toMatchObject({ outcome: 'accepted' });
  const again = await over(one);
  expect(await again()).toMatchObject({ outcome: 'accepted' });
  const log = await served.store.read(one.id, 0);
  expect(log.filter((event) => event.type === 'commandAccepted' && event.by === player)).toHaveLength(1);
  one.close();
  two.close();
});
