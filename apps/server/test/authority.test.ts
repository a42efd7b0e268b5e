import type { LaneId, PacketId } from '@ack-attack/engine';
import { protocolVersion, type PhoneView, type StageView } from '@ack-attack/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSession, startServer, testSettings, until, Wires, type TestServer } from './harness.ts';

let server: TestServer;
let wires: Wires;
beforeEach(async () => {
  server = await startServer();
  wires = new Wires(server);
});
afterEach(async () => {
  wires.closeAll();
  await server.close();
});

const phoneToken = (name: string) => `token-of-${name}-${'x'.repeat(20)}`;
const roomOf = async (session: string) => (await server.directory.byId(session))!;

describe('rights', () => {
  test('host commands are obeyed only from a console with the host token', async () => {
    const opened = await openSession(server);
    const host = await wires.console(opened);
    const stage = await wires.stage(opened);
    const phone = await wires.phone(opened, 'Ana');
    const stranger = wires.wire();
    const { players } = (await roomOf(opened.session)).state;
    const commands = [
      { type: 'startRound' },
      { type: 'pauseRound' },
      { type: 'finishSession' },
      { type: 'lockRoom', locked: true },
      { type: 'removePlayer', player: players[0]!.id },
      { type: 'configureRound', settings: testSettings() },
    ];
    for (const command of commands) {
      for (const wire of [stage, phone, stranger]) {
        expect(await wire.command(command)).toMatchObject({ outcome: 'rejected', code: 'not-allowed' });
      }
    }
    const room = await roomOf(opened.session);
    expect(room.state).toMatchObject({ phase: 'lobby', locked: false });
    expect(room.state.players).toHaveLength(1);
    expect(await host.command({ type: 'startRound' })).toMatchObject({ outcome: 'accepted' });
  });

  test('a stage drops packets and orders nothing else', async () => {
    const opened = await openSession(server, testSettings({ travelMs: [20_000, 30_000], orderEveryMs: 500 }));
    const host = await wires.console(opened);
    await host.command({ type: 'startRound' });
    // Its welcome brings the number that the host's commands have got to.
    const stage = await wires.stage(opened);
    const lane = 'L1' as LaneId;
    const packets = () => Object.keys((stage.view as StageView).lanes[lane]?.packets ?? {});
    const packet = await until(() => packets()[0], 'a packet in the air');
    const fault = { type: 'injectFault', lane, what: { kind: 'drop', leg: 'publish' }, span: { next: 1 } };
    expect(await stage.command(fault)).toMatchObject({ outcome: 'rejected', code: 'not-allowed' });
    expect(await stage.command({ type: 'dropPacket', lane, packet })).toMatchObject({ outcome: 'accepted' });
    await until(() => (stage.view as StageView).lanes[lane]?.drops[packet as PacketId], 'the drop on the stage');
    expect(packets()).not.toContain(packet);
    const log = await server.store.read(opened.session, 0);
    expect(log.filter((event) => event.type === 'packetDropped')).toMatchObject([{ packet, reason: 'host' }]);
  });

  test('the secret of one side opens no other, and one session no other', async () => {
    const opened = await openSession(server);
    const other = await openSession(server);
    await wires.phone(opened, 'Ana');
    const tries = [
      ['console', opened.session, opened.stageToken],
      ['console', opened.session, phoneToken('Ana')],
      ['console', opened.session, other.hostToken],
      ['stage', opened.session, opened.hostToken],
      ['phone', opened.session, opened.hostToken],
      ['phone', other.session, phoneToken('Ana')],
    ] as const;
    for (const [as, session, token] of tries) {
      const wire = wires.wire();
      await expect(wire.hello(as, session, token)).rejects.toThrow('bad-token');
      expect(wire.views).toEqual([]);
    }
    await expect(wires.wire().hello('console', 'no-such-session', opened.hostToken)).rejects.toThrow('unknown-session');
    await expect(wires.wire().join('ZZZZZZ', 'Ben')).rejects.toThrow('unknown-room');
  });

  test('a student can act on nothing but the own machine', async () => {
    const opened = await openSession(server, testSettings({ travelMs: [20, 30], orderEveryMs: 500 }));
    const host = await wires.console(opened);
    const names = ['Ana', 'Ben', 'Cleo', 'Dan', 'Eve', 'Fay'];
    const phones = await Promise.all(names.map((name) => wires.phone(opened, name)));
    await host.command({ type: 'startRound' });
    const seats = await Promise.all(phones.map((phone) => until(() => (phone.view as PhoneView).seat, 'a seat')));
    const lanes = [...new Set(seats.map(({ lane }) => lane))];
    expect(lanes.length).toBeGreaterThan(1);
    const producer = phones[seats.findIndex((seat) => seat.producer)]!;
    const own = (producer.view as PhoneView).seat!;
    const order = await until(
      () => Object.keys((producer.view as PhoneView).seat?.producer?.orders ?? {})[0],
      'an order of the producer',
    );
    await producer.command({ type: 'act', action: { do: 'publish', order } });
    const room = await roomOf(opened.session);
    const copies = () => room.state.lanes.find(({ id }) => id === own.lane)!.copies;
    const copy = await until(() => copies()[0]?.id, 'a copy at the broker');
    const storing = { type: 'act', action: { do: 'store', copy } };
    for (const [index, phone] of phones.entries()) {
      const seat = seats[index]!;
      if (seat.lane === own.lane && seat.broker) continue;
      const answer = await phone.command(storing);
      expect(answer).toMatchObject({ outcome: 'rejected' });
      expect(['wrong-role', 'unknown-copy', 'wrong-place']).toContain('code' in answer ? answer.code : '');
    }
    // No command can name another's seat either.
    const forged = { seq: 99, id: 'forged-command', command: storing, player: 'somebody', seat: 'lane-1-broker' };
    expect(await phones[0]!.send(forged as never)).toMatchObject({ outcome: 'rejected', code: 'malformed' });
    const log = await server.store.read(opened.session, 0);
    const stored = log.filter((event) => event.type === 'copyStored' && event.lane === own.lane && event.copy === copy);
    expect(stored.length).toBeLessThanOrEqual(1);
  });

  test('a student answers and predicts for that seat only, and once', async () => {
    const opened = await openSession(server);
    const host = await wires.console(opened);
    const [ana, ben] = [await wires.phone(opened, 'Ana'), await wires.phone(opened, 'Ben')];
    const stage = await wires.stage(opened);
    const ids = (await roomOf(opened.session)).state.players.map(({ id }) => id);
    const question = {
      id: 'silence',
      kind: 'choose',
      fact: { en: 'Silence has many causes.' },
      prompt: { en: 'No confirm came. What do you know?' },
      options: [
        { id: 'nothing', text: { en: 'Nothing' } },
        { id: 'failed', text: { en: 'It failed' } },
      ],
      right: 'nothing',
      explanation: { en: 'It may have arrived.' },
    };
    await host.command({ type: 'startRound' });
    await host.command({ type: 'ringBell' });
    await host.command({ type: 'askQuestions', purpose: 'question', questions: [question] });
    const answering = { type: 'answerQuestion', quiz: 1, question: 'silence', answer: { choice: 'failed' } };
    const predicting = { type: 'predict', lost: 7, duplicates: 7 };
    // The other's ID is no secret, but there is no place for it: a command is its connection's.
    for (const command of [answering, predicting]) {
      for (const forged of [
        { seq: 50, id: 'forged-inside', command: { ...command, player: ids[1] } },
        { seq: 50, id: 'forged-outside', command, player: ids[1] },
        { seq: 50, id: 'forged-by', command, by: 'player', player: ids[1] },
      ]) {
        expect(await ana.send(forged as never)).toMatchObject({ outcome: 'rejected', code: 'malformed' });
      }
      for (const wire of [stage, wires.wire()]) {
        expect(await wire.command(command)).toMatchObject({ outcome: 'rejected', code: 'not-allowed' });
      }
    }
    // Nor does the ID open the other's seat.
    await expect(wires.wire().hello('phone', opened.session, ids[1]!)).rejects.toThrow();
    expect(await ana.command(answering)).toMatchObject({ outcome: 'accepted' });
    expect(await ana.command(answering)).toMatchObject({ outcome: 'rejected', code: 'already-answered' });
    expect(await ana.command(predicting)).toMatchObject({ outcome: 'accepted' });
    const said = async () =>
      (await server.store.read(opened.session, 0)).flatMap((event) =>
        event.type === 'questionAnswered' || event.type === 'predictionMade' ? [[event.type, event.player]] : [],
      );
    expect(await said()).toEqual([
      ['questionAnswered', ids[0]],
      ['predictionMade', ids[0]],
    ]);
    expect(await ben.command({ ...answering, answer: { choice: 'nothing' } })).toMatchObject({ outcome: 'accepted' });
    expect((await said()).at(-1)).toEqual(['questionAnswered', ids[1]]);
  });

  test('no secret and no hash of one is in anything that is sent', async () => {
    const opened = await openSession(server, testSettings({ roundMs: 10_000, travelMs: [20, 30], orderEveryMs: 500 }));
    const host = await wires.console(opened);
    const stage = await wires.stage(opened);
    const phones = [
      await wires.phone(opened, 'Ana'),
      await wires.phone(opened, 'Ben'),
      await wires.phone(opened, 'Cleo'),
    ];
    await host.command({ type: 'startRound' });
    await until(() => phones.every((phone) => (phone.view as PhoneView).seat), 'seats');
    await host.command({ type: 'ringBell' });
    await host.command({ type: 'revealTruth' });
    await until(() => [...phones, stage].every((wire) => wire.view && 'reveal' in wire.view), 'the reveal');
    const room = await roomOf(opened.session);
    const secrets = [opened.hostToken, opened.stageToken, ...['Ana', 'Ben', 'Cleo'].map(phoneToken)];
    const hashes = [
      room.state.hostTokenHash,
      room.state.stageTokenHash,
      ...room.state.players.map((player) => player.tokenHash),
    ];
    for (const wire of [host, stage, ...phones]) {
      const text = wire.received.join('\n');
      expect(text.length).toBeGreaterThan(1_000);
      for (const secret of [...secrets, ...hashes]) expect(text).not.toContain(secret);
      expect(text).not.toMatch(/[0-9a-f]{64}|okenHash/);
    }
  });
});

describe('authentication', () => {
  const refusal = async (join: Record<string, unknown>) => {
    const wire = wires.wire();
    wire.emit('join', { protocol: protocolVersion, token: 'n'.repeat(32), ...join });
    return until(() => wire.refusals[0], 'a refusal');
  };

  test('a full room, a locked one, a bad name and another protocol each have their code', async () => {
    const opened = await openSession(server);
    const host = await wires.console(opened);
    const room = await roomOf(opened.session);
    for (let player = 1; player < 60; player++) await room.join(`Player ${player}`, `hash ${player}`);
    const ana = await wires.phone(opened, 'Ana');
    expect(await refusal({ room: opened.roomCode, name: 'Ben' })).toEqual({ code: 'room-full' });
    await host.command({ type: 'removePlayer', player: room.state.players[0]!.id });
    expect(await refusal({ room: opened.roomCode, name: ' ' })).toEqual({ code: 'name-invalid' });
    expect(await refusal({ room: opened.roomCode, name: ' aNA ' })).toEqual({
      code: 'name-taken',
      suggestion: 'aNA 2',
      claimable: true,
    });
    expect(await refusal({ room: opened.roomCode, name: 'Ben', protocol: 99 })).toEqual({ code: 'version-mismatch' });
    await host.command({ type: 'lockRoom', locked: true });
    expect(await refusal({ room: opened.roomCode, name: 'Ben' })).toEqual({ code: 'room-locked' });
    expect(room.state.players).toHaveLength(59);
    // Who was in before the lock comes back in.
    ana.close();
    expect((await wires.phone(opened, 'Ana')).welcomes[0]?.player).toBe(ana.welcomes[0]?.player);
  });

  test('where only polling gets through, a phone plays all the same', async () => {
    const opened = await openSession(server);
    const wire = wires.wire(['polling']);
    await wire.join(opened.roomCode, 'Ana');
    expect(wire.socket.io.engine.transport.name).toBe('polling');
    const host = await wires.console(opened);
    await host.command({ type: 'startRound' });
    await until(() => (wire.view as PhoneView).phase === 'playing', 'the round on the phone');
    const answer = await wire.command({ type: 'predict', lost: 0, duplicates: 0 });
    expect(answer).toMatchObject({ outcome: 'rejected', code: 'wrong-phase' });
  });
});

describe('one player, one seat', () => {
  test('joining again with the same secret is the same player, and the same seat', async () => {
    const opened = await openSession(server);
    const host = await wires.console(opened);
    const ana = await wires.phone(opened, 'Ana');
    const player = ana.welcomes[0]!.player;
    await host.command({ type: 'startRound' });
    const seat = await until(() => (ana.view as PhoneView).seat?.id, 'a seat');
    ana.close();
    await until(() => Object.values((host.view as StageView).players)[0]?.connected === false, 'the phone to be gone');
    const again = wires.wire();
    expect((await again.join(opened.roomCode, 'Ana')).player).toBe(player);
    expect((again.view as PhoneView).seat?.id).toBe(seat);
    again.close();
    const third = wires.wire();
    expect((await third.hello('phone', opened.session, phoneToken('Ana'))).player).toBe(player);
    expect((third.view as PhoneView).seat?.id).toBe(seat);
    await until(() => Object.values((host.view as StageView).players)[0]?.connected, 'the phone to be back');
    expect(Object.keys((host.view as StageView).players)).toEqual([player]);
    const log = await server.store.read(opened.session, 0);
    expect(log.filter((event) => event.type === 'playerJoined')).toHaveLength(1);
  });

  test('a newer connection of a seat takes over, and the older one is ignored', async () => {
    const opened = await openSession(server);
    const host = await wires.console(opened);
    const older = await wires.phone(opened, 'Ana');
    await host.command({ type: 'startRound' });
    const newer = await wires.phone(opened, 'Ana');
    await until(() => older.refusals.length > 0, 'the older connection to be told');
    expect(older.refusals).toEqual([{ code: 'superseded' }]);
    const version = (await roomOf(opened.session)).state.version;
    const seen = older.views.length;
    older.emit('command', { seq: 1, id: 'from-the-older', command: { type: 'predict', lost: 0, duplicates: 0 } });
    older.emit('hello', { protocol: protocolVersion, as: 'phone', session: opened.session, token: phoneToken('Ana') });
    await until(() => !older.socket.connected, 'the older connection to end');
    expect(older.answers).toEqual([]);
    expect(older.views).toHaveLength(seen);
    const log = await server.store.read(opened.session, version);
    expect(log.map(({ type }) => type)).not.toContain('playerDisconnected');
    expect(newer.refusals).toEqual([]);
    expect(newer.socket.connected).toBe(true);
  });

  test('several consoles and stages are shown the same', async () => {
    const opened = await openSession(server);
    const hosts = [await wires.console(opened), await wires.console(opened)];
    const stages = [await wires.stage(opened), await wires.stage(opened)];
    await wires.phone(opened, 'Ana');
    await hosts[1]!.command({ type: 'lockRoom', locked: true });
    const all = [...hosts, ...stages];
    await until(() => all.every((wire) => (wire.view as StageView).locked), 'all to see the lock');
    expect(all.flatMap(({ refusals }) => refusals)).toEqual([]);
    expect(stages[1]!.view).toEqual(stages[0]!.view);
    hosts[0]!.close();
    await hosts[1]!.command({ type: 'lockRoom', locked: false });
    expect((await roomOf(opened.session)).state.hostConnected).toBe(true);
  });
});

test('an event reaches no client outside its room', async () => {
  const [here, there] = [await openSession(server), await openSession(server)];
  const host = await wires.console(here);
  await wires.phone(here, 'Ana');
  const others = [await wires.console(there), await wires.stage(there), await wires.phone(there, 'Ben')];
  await until(() => others.slice(0, 2).every((wire) => (wire.view as StageView).hostAway === false), 'the other room');
  await until(() => Object.keys((others[1]!.view as StageView).players).length === 1, 'the other room’s player');
  for (const wire of others) wire.emit('sync', { version: 0, sentAt: 1 });
  await until(() => others.every((wire) => wire.received.at(-1)?.includes('synced')), 'quiet in the other room');
  const counts = others.map(({ received }) => received.length);
  await wires.phone(here, 'Cleo');
  await host.command({ type: 'startRound' });
  await host.command({ type: 'ringBell' });
  await host.command({ type: 'revealTruth' });
  await host.command({ type: 'finishSession' });
  expect(others.map(({ received }) => received.length)).toEqual(counts);
  const text = others.flatMap(({ received }) => received).join('\n');
  expect(text).not.toContain('Cleo');
});
