import type { LaneId, PlayerId, RoomRules, SeatId } from '@ack-attack/engine';
import type { OpenedSession, PhoneView, RoomInfo, StageView } from '@ack-attack/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../packages/session/test/manual-clock.ts';
import { openSession, startServer, testSettings, until, Wires, type TestServer, type Wire } from './harness.ts';

let server: TestServer;
let wires: Wires;
afterEach(async () => {
  wires.closeAll();
  await server.close();
});

const typed: RoomRules = { naming: 'typed', language: 'en', seating: 'rotate' };

async function room(rules?: Partial<RoomRules>, options: Parameters<typeof startServer>[0] = {}) {
  server = await startServer(options);
  wires = new Wires(server);
  return openSession(server, testSettings({ roundMs: 300_000 }), {}, { ...typed, ...rules });
}

const phone = (wire: Wire) => wire.view as PhoneView;
const screen = (wire: Wire) => wire.view as StageView;
const token = (name: string) => `token-of-${name}-${'x'.repeat(20)}`;
const refusal = async (wire: Wire) => until(() => wire.refusals.at(-1), 'a refusal');

async function join(opened: OpenedSession, ...names: string[]): Promise<Wire[]> {
  const joined: Wire[] = [];
  for (const name of names) joined.push(await wires.phone(opened, name));
  return joined;
}

async function playRound(host: Wire): Promise<void> {
  for (const type of ['startRound', 'ringBell', 'revealTruth', 'closeRound']) {
    expect(await host.command({ type }), type).toMatchObject({ outcome: 'accepted' });
  }
}

test('a round pauses 15 s after the last console has gone and goes on when one is back', async () => {
  const clock = new ManualClock(Date.now());
  const opened = await room({}, { now: clock.now, schedule: clock.schedule });
  const [laptop, mobile] = [await wires.console(opened, 'laptop-1'), await wires.console(opened, 'mobile-1')];
  const stage = await wires.stage(opened);
  const [ana] = await join(opened, 'Ana');
  await laptop.command({ type: 'startRound' });
  const { state } = (await server.directory.byId(opened.session))!;
  expect(state.hostConnected).toBe(true);

  laptop.close();
  await clock.advance(16_000);
  const live = (await server.directory.byId(opened.session))!;
  expect(live.state).toMatchObject({ phase: 'playing', hostConnected: true });
  mobile.close();
  await until(() => !live.state.hostConnected, 'the last console to be gone');
  await clock.advance(14_000);
  expect(live.state.phase).toBe('playing');
  expect(phone(ana!)).toMatchObject({ phase: 'playing', hostAway: true });
  await clock.advance(1_200);
  for (const wire of [ana!, stage]) {
    await until(() => wire.view?.phase === 'paused', 'the pause');
    expect(wire.view).toMatchObject({ hostAway: true, pauseCause: 'host-away' });
  }
  const { stoppedAt } = phone(ana!).clock;
  await clock.advance(120_000);
  expect(phone(ana!).clock.stoppedAt).toBe(stoppedAt);

  const back = await wires.console(opened, 'laptop-1');
  await until(() => live.state.phase === 'playing', 'the round to go on');
  await clock.advance(200);
  for (const wire of [ana!, stage, back]) {
    await until(() => wire.view?.phase === 'playing' && !wire.view.hostAway, 'the round to go on');
    expect(wire.view).not.toHaveProperty('pauseCause');
  }
  const log = await server.store.read(opened.session, 0);
  expect(log.filter(({ type }) => /^round(?:Paused|Resumed)$/.test(type))).toMatchObject([
    { type: 'roundPaused', cause: 'host-away' },
    { type: 'roundResumed', cause: 'host-back' },
  ]);
});

test('a banned phone is put out and let in under no name until the ban is taken back', async () => {
  const opened = await room();
  const host = await wires.console(opened);
  const [ana] = await join(opened, 'Ana', 'Boris');
  const { player } = phone(ana!).me;
  await host.command({ type: 'removePlayer', player, ban: true });
  expect(await refusal(ana!)).toEqual({ code: 'banned' });

  const again = wires.wire();
  await expect(again.join(opened.roomCode, 'Somebody', token('Ana'))).rejects.toThrow('banned');
  const resumed = wires.wire();
  await expect(resumed.hello('phone', opened.session, token('Ana'))).rejects.toThrow('banned');
  await until(() => screen(host).host?.banned[player], 'the ban');
  expect(screen(host).host?.banned).toEqual({ [player]: { name: 'Ana' } });

  await host.command({ type: 'unbanPlayer', player });
  await wires.wire().join(opened.roomCode, 'Ana', token('Ana'));
  await until(() => Object.keys(screen(host).host?.banned ?? {}).length === 0, 'the ban to be gone');
});

test('a removed phone joins again, a locked room lets only those back who are in', async () => {
  const opened = await room();
  const host = await wires.console(opened);
  const [ana, boris] = await join(opened, 'Ana', 'Boris');
  await host.command({ type: 'removePlayer', player: phone(ana!).me.player });
  expect(await refusal(ana!)).toEqual({ code: 'unknown-player' });
  await wires.wire().join(opened.roomCode, 'Ana', token('Ana'));
  await host.command({ type: 'lockRoom', locked: true });
  boris!.close();
  await wires.wire().hello('phone', opened.session, token('Boris'));
  await expect(wires.wire().join(opened.roomCode, 'Chen', token('Chen'))).rejects.toThrow('room-locked');
});

describe('a name that the filter keeps from the screens', () => {
  test('is refused with a friendly one in its place, and innocent ones pass', async () => {
    const opened = await room({ language: 'ru' });
    for (const name of ['f u c k', 'n1gger', 'хуй', 'Пи3да', 'с у к а', 'xyй']) {
      const wire = wires.wire();
      wire.emit('join', { protocol: 1, room: opened.roomCode, name, token: token('Max') });
      const { code, suggestion } = await refusal(wire);
      expect({ name, code }).toEqual({ name, code: 'name-abusive' });
      expect(suggestion).toMatch(/^[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+$/);
      wire.close();
    }
    for (const name of ['Scunthorpe', 'Dickens', 'Глеб', 'Команда Х']) await wires.phone(opened, name);
  });

  test('is the host’s to give all the same, to a player and to a lane', async () => {
    const opened = await room();
    const host = await wires.console(opened);
    const [ana] = await join(opened, 'Ana');
    const { player } = phone(ana!).me;
    const accepted = { outcome: 'accepted' };
    expect(await host.command({ type: 'renamePlayer', player, name: 'Nazi Hussain' })).toMatchObject(accepted);
    expect(await host.command({ type: 'renameLane', lane: 'L1', name: 'Porn' })).toMatchObject(accepted);
    await until(() => phone(ana!).laneNames['L1' as LaneId], 'the new names');
    expect(phone(ana!).me.name).toBe('Nazi Hussain');
    // Whoever types a name that is taken is told so, and offered one that is anybody's to have.
    const other = wires.wire();
    other.emit('join', { protocol: 1, room: opened.roomCode, name: 'nazi hussain', token: token('other') });
    const taken = await refusal(other);
    expect(taken).toMatchObject({ code: 'name-taken', claimable: true });
    await wires.phone(opened, taken.suggestion!);
  });
});

test('with generated names a whole class joins at once, each under another friendly one', async () => {
  const opened = await room({ naming: 'generated' });
  const info = (await (await fetch(`${server.url}/api/rooms/${opened.roomCode}`)).json()) as RoomInfo;
  expect(info.naming).toBe('generated');
  const all = Array.from({ length: 30 }, () => wires.wire());
  await Promise.all(all.map((wire, index) => wire.join(opened.roomCode, '', token(`phone-${index}`))));
  const names = all.map((wire) => phone(wire).me.name);
  expect(new Set(names).size).toBe(30);
  for (const name of names) expect(name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
  // The same token is the same player.
  const again = wires.wire();
  await again.join(opened.roomCode, '', token('phone-3'));
  expect(phone(again).me.name).toBe(names[3]);
});

test('seats go round, or are given by hand and shown to the host beforehand', async () => {
  const opened = await room();
  const host = await wires.console(opened);
  const phones = await join(opened, 'Ana', 'Boris', 'Chen');
  const rolesOf = async () => {
    await host.command({ type: 'startRound' });
    const roles = await Promise.all(phones.map((wire) => until(() => phone(wire).seat?.role, 'a seat')));
    for (const type of ['ringBell', 'revealTruth', 'closeRound']) await host.command({ type });
    await until(() => phones.every((wire) => phone(wire).phase === 'lobby'), 'the lobby');
    return roles;
  };
  const rounds = [await rolesOf(), await rolesOf(), await rolesOf()];
  for (const index of [0, 1, 2]) expect(new Set(rounds.map((roles) => roles[index])).size).toBe(3);

  await host.command({ type: 'configureRoom', rules: { ...typed, seating: 'by-hand' } });
  const { player } = phone(phones[0]!).me;
  expect(await host.command({ type: 'seatPlayer', player, seat: 'L1.B1' as SeatId })).toMatchObject({
    outcome: 'accepted',
  });
  const planned = await until(() => {
    const seats = screen(host).host?.seating?.['L1' as LaneId];
    return seats?.['L1.B1' as SeatId]?.player === player && seats;
  }, 'the plan');
  await host.command({ type: 'startRound' });
  await until(() => phone(phones[0]!).seat?.role === 'broker', 'the broker');
  for (const [id, { player: owner }] of Object.entries(planned)) {
    const wire = phones.find((other) => phone(other).me.player === owner)!;
    expect(await until(() => phone(wire).seat?.id, 'a seat')).toBe(id);
  }
});

test('two consoles of one teacher give commands side by side and see the same', async () => {
  const opened = await room();
  const laptop = await wires.console(opened, 'laptop-1');
  const mobile = await wires.console(opened, 'mobile-1');
  const commands = [
    laptop.send({ seq: 1, id: 'laptop-first', command: { type: 'lockRoom', locked: true } }),
    mobile.send({ seq: 1, id: 'mobile-first', command: { type: 'renameLane', lane: 'L1' as LaneId, name: 'Owls' } }),
    laptop.send({ seq: 2, id: 'laptop-second', command: { type: 'startRound' } }),
    mobile.send({ seq: 2, id: 'mobile-second', command: { type: 'pauseRound' } }),
  ];
  expect((await Promise.all(commands)).map(({ outcome }) => outcome)).toEqual(commands.map(() => 'accepted'));
  for (const wire of [laptop, mobile]) await until(() => wire.view?.phase === 'paused', 'the pause');
  expect(laptop.view).toEqual(mobile.view);

  // One that lost its answer asks again, on a new connection; the other has gone on meanwhile.
  laptop.close();
  await mobile.send({ seq: 3, id: 'mobile-third', command: { type: 'resumeRound' } });
  const back = wires.wire();
  expect(await back.hello('console', opened.session, opened.hostToken, 'laptop-1')).toMatchObject({ lastSeq: 2 });
  expect(await back.send({ seq: 2, id: 'laptop-second', command: { type: 'startRound' } })).toMatchObject({
    outcome: 'accepted',
  });
  expect(await back.send({ seq: 3, id: 'laptop-third', command: { type: 'pauseRound' } })).toMatchObject({
    outcome: 'accepted',
  });
  const types = (await server.store.read(opened.session, 0)).map(({ type }) => type);
  expect(types.filter((type) => type === 'roundStarted')).toHaveLength(1);
});

test('only the teacher and the student see who has more time', async () => {
  const opened = await room();
  const host = await wires.console(opened);
  const stage = await wires.stage(opened);
  const [ana, boris] = await join(opened, 'Ana', 'Boris');
  const player = phone(ana!).me.player as PlayerId;
  await host.command({ type: 'giveExtraTime', player, factor: 1.5 });
  await playRound(host);
  await host.command({ type: 'startRound' });
  await until(() => phone(ana!).me.extraTime === 1.5 && phone(ana!).round === 2, 'more time');
  expect(screen(host).host?.extraTime).toEqual({ [player]: 1.5 });
  expect(phone(ana!).settings.overdueMs).toBe(phone(boris!).settings.overdueMs * 1.5);
  await until(() => boris!.view?.round === 2 && stage.view?.round === 2, 'the second round');
  for (const wire of [boris!, stage]) expect(wire.received.join('')).not.toContain('extraTime');
  expect(screen(stage)).not.toHaveProperty('host');

  await host.command({ type: 'finishSession' });
  const log = await (await fetch(`${server.url}/api/sessions/${opened.session}/log`)).text();
  expect(log).toContain('"extraTimeGiven"');
  expect(log).not.toContain('"factor":1.5');
});
