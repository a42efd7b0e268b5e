import type { LaneId, PlayerId } from '@ack-attack/engine';
import type { PhoneView, StageView } from '@ack-attack/protocol';
import { expect, test } from 'vitest';
import { snapshotEveryEvents } from '../src/log/recovery.ts';
import { emptyFold, foldEvents } from '../src/log/session-fold.ts';
import { settle } from './manual-clock.ts';
import { host, join, RecordingSink, openRoom, seeded, serve } from './open-room.ts';
import { watchedStore } from './watched-store.ts';

test('bots play a whole round, the bell rings and the truth comes by itself', async () => {
  const served = serve();
  const room = await openRoom(served);
  await join(room, 'Ana');
  await room.submit(host(1, { type: 'startRound' }));
  const [ana] = room.state.players;
  expect(ana?.seat).toBeDefined();
  await served.clock.advance(59_000);
  expect(room.state.phase).toBe('playing');
  await served.clock.advance(2_000);
  expect(room.state.phase).toBe('predicting');
  await served.clock.advance(20_000);
  expect(room.state.phase).toBe('revealed');
  expect(room.fold.scoreboard.rounds[0]?.lanes[0]?.orders.length).toBeGreaterThan(5);
  expect(served.clock.reports).toEqual([]);
  room.close();
});

test('a round goes on after a time in which the store failed, and nothing of it was shown', async () => {
  let works = true;
  const store = watchedStore((write) => (works ? write() : Promise.reject(new Error('disk full'))));
  const served = serve({ store });
  const room = await openRoom(served);
  const link = new RecordingSink();
  room.connectScreen('stage', link);
  await room.submit(host(1, { type: 'startRound' }));
  await served.clock.advance(10_000);
  works = false;
  await served.clock.advance(200);
  const { version } = room.state;
  const shown = link.messages.length;
  await served.clock.advance(20_000);
  expect(room.state.version).toBe(version);
  expect(link.messages).toHaveLength(shown);
  // Bots and timer ask again about once a second, not without end.
  expect(served.clock.reports.length).toBeGreaterThan(10);
  expect(served.clock.reports.length).toBeLessThan(60);
  works = true;
  await served.clock.advance(30_000);
  expect(room.state.phase).toBe('playing');
  expect(link.messages.length).toBeGreaterThan(shown);
  expect(foldEvents(emptyFold, await store.read(room.id, 0))).toEqual(room.fold);
  room.close();
});

test('a snapshot and the tail lead to the same fold as the whole log', async () => {
  const served = serve();
  const room = await openRoom(served, { roundMs: 180_000, orderEveryMs: 500 });
  await room.submit(host(1, { type: 'startRound' }));
  await served.clock.advance(185_000);
  await served.clock.advance(1_000);
  const { id, fold } = room;
  room.close();
  await settle();
  const snapshot = await served.store.loadSnapshot(id);
  expect(snapshot?.version).toBeGreaterThanOrEqual(snapshotEveryEvents);
  const log = await served.store.read(id, 0);
  expect(log.length).toBeGreaterThan(snapshot!.version);
  const whole = foldEvents(emptyFold, log);
  expect(fold).toEqual(whole);
  const again = (await served.another().byId(id))!;
  expect(again.fold).toEqual(whole);
  expect(JSON.stringify(again.state)).toBe(JSON.stringify(whole.state));
  again.close();
});

test('a snapshot of another version of the code is not used', async () => {
  const served = serve();
  const room = await openRoom(served);
  await join(room, 'Ana');
  const { id, state } = room;
  await served.store.saveSnapshot(id, {
    version: 1,
    data: { codeVersion: 'older', state: { ...state, version: 1, players: [], locked: true }, scoreboard: {} },
  });
  const again = (await served.another().byId(id))!;
  expect(again.state).toEqual(state);
  room.close();
  again.close();
});

test('a room code that is taken is drawn again', async () => {
  const draws = [...Array(7).fill(0), ...Array(7).fill(0)] as number[];
  const rest = seeded(3);
  const served = serve({ random: () => draws.shift() ?? rest() });
  const first = await openRoom(served);
  const second = await openRoom(served);
  expect(first.state.roomCode).toBe('AAAAAA');
  expect(second.state.roomCode).not.toBe('AAAAAA');
  expect(await served.directory.byRoomCode('AAAAAA')).toBe(first);
  served.directory.close();
});

test('a room without anybody and anything due goes to sleep, and comes back from the store', async () => {
  const served = serve();
  const room = await openRoom(served);
  const connection = room.connectScreen('console', new RecordingSink());
  await served.clock.advance(120_000);
  expect([...served.directory.rooms]).toEqual([room]);
  connection.close();
  await served.clock.advance(61_000);
  expect([...served.directory.rooms]).toEqual([]);
  expect(room.closed).toBe(true);
  const again = await served.directory.byRoomCode(room.state.roomCode);
  expect(again?.state).toEqual({ ...room.state });
  served.directory.close();
});

test('a finished session gives its room code back', async () => {
  const served = serve();
  const room = await openRoom(served);
  await room.submit(host(1, { type: 'finishSession' }));
  await settle();
  expect(await served.directory.byRoomCode(room.state.roomCode)).toBeUndefined();
  expect(await served.store.list({ state: 'finished', limit: 10 })).toMatchObject([{ id: room.id }]);
  served.directory.close();
});

test('a session that was running goes on after a restart, and game time stood still meanwhile', async () => {
  const served = serve();
  const room = await openRoom(served);
  await room.submit(host(1, { type: 'startRound' }));
  await served.clock.advance(10_000);
  served.directory.close();
  await served.clock.advance(600_000);
  const next = served.another();
  expect(await next.resume()).toBe(1);
  const again = (await next.byId(room.id))!;
  await served.clock.advance(30_000);
  expect(again.state.phase).toBe('playing');
  expect((await served.store.read(room.id, 0)).map(({ type }) => type)).toContain('clockHeld');
  await served.clock.advance(25_000);
  expect(again.state.phase).toBe('predicting');
  next.close();
});

test('views: the first change goes at once, more of them together, and what is not shown costs nothing', async () => {
  const served = serve();
  const room = await openRoom(served);
  const ana = await join(room, 'Ana');
  await served.clock.advance(1_000);
  const [phone, stage] = [new RecordingSink(), new RecordingSink()];
  room.connectPhone(ana, phone);
  room.connectScreen('stage', stage);
  await served.clock.advance(1_000);
  const before = { phone: phone.messages.length, stage: stage.messages.length };
  for (const name of ['Ben', 'Cleo', 'Dan', 'Eve']) await join(room, name);
  expect(stage.messages).toHaveLength(before.stage + 1);
  await served.clock.advance(1_000);
  expect(stage.messages).toHaveLength(before.stage + 2);
  expect(phone.messages).toHaveLength(before.phone);
  room.close();
});

test('the patches of a whole round lead to the view that a newcomer is sent', async () => {
  const served = serve();
  const room = await openRoom(served, { liveTally: true });
  const ana = await join(room, 'Ana');
  // Their phones never come, so that bots play their seats.
  for (const name of ['Ben', 'Cleo', 'Dan', 'Eve', 'Fay']) await join(room, name);
  const [phone, stage] = [new RecordingSink(), new RecordingSink()];
  const connections = [room.connectPhone(ana, phone), room.connectScreen('stage', stage)];
  await room.submit(host(1, { type: 'startRound' }));
  await room.submit(
    host(2, {
      type: 'injectFault',
      lane: 'all',
      what: { kind: 'drop', leg: 'confirm' },
      span: { rate: 0.5, forMs: 20_000 },
    }),
  );
  const bases: (number | undefined)[] = [];
  for (const seconds of [7, 23, 31, 25]) {
    await served.clock.advance(seconds * 1_000);
    // What still waits for others to travel with it.
    connections[0]!.sync(phone.messages.at(-1)!.version);
    connections[1]!.sync(stage.messages.at(-1)!.version);
    const [onPhone, onStage] = [phone.shown, stage.shown];
    for (const connection of connections) connection.sync(0);
    expect(phone.messages.at(-1)).toMatchObject({ view: onPhone });
    expect(phone.shown).toEqual(onPhone);
    expect(stage.shown).toEqual(onStage);
  }
  expect(room.state.phase).toBe('revealed');
  for (const [index, message] of stage.messages.entries()) {
    if ('base' in message) {
      bases.push(message.base);
      // Each patch lies on the message before it, so that a client sees what it lacks.
      expect(message.base).toBe(stage.messages[index - 1]!.version);
    }
  }
  expect(bases.length).toBeGreaterThan(50);
  expect(stage.messages.length).toBeLessThan(10 * 90);
  // Null is how a patch says "gone", so no view may hold one.
  expect(JSON.stringify([phone.shown, stage.shown])).not.toContain('null');
  room.close();
});

test.each([
  ['shown live', true],
  ['kept until the truth', false],
])('streaks and saves are %s like the tally', async (_when, liveTally) => {
  const served = serve();
  const room = await openRoom(served, { liveTally });
  const stage = new RecordingSink();
  room.connectScreen('stage', stage);
  await room.submit(host(1, { type: 'startRound' }));
  await served.clock.advance(20_000);
  expect(room.state.lanes[0]!.effects.length).toBeGreaterThan(0);
  const view = () => stage.shown as StageView;
  expect([view().live !== undefined, view().feats !== undefined]).toEqual([liveTally, liveTally]);
  await room.submit(host(2, { type: 'ringBell' }));
  await served.clock.advance(200);
  expect(view().phase).toBe('predicting');
  expect(view().feats).toBeUndefined();
  await room.submit(host(3, { type: 'revealTruth' }));
  await served.clock.advance(200);
  expect(view().feats?.['L1' as LaneId]?.best).toBeGreaterThan(0);
  room.close();
});

test('a connection that cannot be written to does not affect the others', async () => {
  const served = serve();
  const room = await openRoom(served);
  const ana = await join(room, 'Ana');
  let broken = false;
  room.connectPhone(ana, {
    view: () => {
      if (broken) throw new Error('socket is broken');
    },
    end: () => {},
  });
  const stage = new RecordingSink();
  room.connectScreen('stage', stage);
  broken = true;
  await served.clock.advance(1_000);
  expect(await room.submit(host(1, { type: 'startRound' }))).toMatchObject({ outcome: 'accepted' });
  await served.clock.advance(10_000);
  expect(served.clock.reports.length).toBeGreaterThan(0);
  expect(stage.shown).toMatchObject({ phase: 'playing' });
  expect(Object.keys((stage.shown as StageView).lanes)).toHaveLength(1);
  room.close();
});

test('sync brings the whole view to a client that lacks one, and nothing to one that is up to date', async () => {
  const served = serve();
  const room = await openRoom(served);
  const ana = await join(room, 'Ana');
  const link = new RecordingSink();
  const connection = room.connectPhone(ana, link);
  await served.clock.advance(1_000);
  const count = link.messages.length;
  const version = connection.sync(0);
  expect(link.messages).toHaveLength(count + 1);
  expect(link.messages.at(-1)).toMatchObject({ version, view: { kind: 'phone' } });
  expect(connection.sync(version)).toBe(version);
  expect(link.messages).toHaveLength(count + 1);
  room.close();
});

test('a player who is removed is told, and may not come back into the view', async () => {
  const served = serve();
  const room = await openRoom(served);
  const ana = await join(room, 'Ana');
  const link = new RecordingSink();
  room.connectPhone(ana, link);
  await room.submit(host(1, { type: 'removePlayer', player: ana }));
  expect(link.ends).toEqual(['unknown-player']);
  expect(await room.submit(host(2, { type: 'removePlayer', player: ana as PlayerId }))).toEqual({
    outcome: 'rejected',
    code: 'unknown-player',
  });
  room.close();
});

test('no view tells the truth before it is revealed', async () => {
  const served = serve();
  const room = await openRoom(served);
  const ana = await join(room, 'Ana');
  const [phone, stage] = [new RecordingSink(), new RecordingSink()];
  room.connectPhone(ana, phone);
  room.connectScreen('console', stage);
  await room.submit(host(1, { type: 'startRound' }));
  await served.clock.advance(61_000);
  expect(room.state.phase).toBe('predicting');
  expect(room.fold.scoreboard.rounds).toHaveLength(1);
  const hidden = JSON.stringify([phone.messages, stage.messages]);
  for (const word of ['"reveal"', '"tally"', '"ledger"', '"points"', '"verdict"', '"live"', '"effects"']) {
    expect(hidden).not.toContain(word);
  }
  expect(hidden).not.toMatch(/hash-of/);
  await served.clock.advance(20_000);
  const connection = room.connectPhone(ana, phone);
  expect((phone.shown as PhoneView).reveal).toMatchObject({ place: 1, lanes: 1 });
  connection.close();
  room.close();
});

test('a phone that is sent to another server leaves no trace in the log, unless it turns up nowhere', async () => {
  const served = serve();
  const room = await openRoom(served);
  const ana = await join(room, 'Ana');
  const console_ = room.connectScreen('console', new RecordingSink());
  const phone = room.connectPhone(ana, new RecordingSink());
  await served.clock.advance(100);
  const before = room.state.version;
  phone.release();
  console_.release();
  await served.clock.advance(4_000);
  expect(room.state.version).toBe(before);
  expect(room.state).toMatchObject({ hostConnected: true, players: [{ connected: true }] });
  await served.clock.advance(7_000);
  expect(room.state).toMatchObject({ hostConnected: false, players: [{ connected: false }] });
  room.close();
});

test('a directory that was closed does not say that a session is unknown', async () => {
  const served = serve();
  const { id } = await openRoom(served);
  served.directory.close();
  await expect(served.directory.byId(id)).rejects.toThrow('ended');
  expect(await served.another().byId('unknown')).toBeUndefined();
});

test('what is read of a session holds what another server wrote a moment ago, though nobody has told of it yet', async () => {
  const store = { ...watchedStore((write) => write()), tail: () => () => {} };
  const served = serve({ store });
  const room = await openRoom(served);
  const elsewhere = served.another();
  await elsewhere.byId(room.id);
  await room.submit(host(1, { type: 'finishSession' }));
  expect((await elsewhere.byId(room.id))?.state.phase).toBe('lobby');
  expect((await elsewhere.freshById(room.id))?.state.phase).toBe('finished');
});
