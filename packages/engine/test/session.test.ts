import { describe, expect, it } from 'vitest';
import {
  decide,
  emptySession,
  laneLimits,
  laneSizes,
  lastCommandOf,
  rolesFor,
  type HostCommand,
  type PlayerId,
  type RoundSettings,
} from '../src/index.ts';
import { settingsWith, Table } from './table.ts';

const id = (name: string) => name as PlayerId;
const names = (count: number) => Array.from({ length: count }, (_, index) => `u${index + 1}`);
const joining = (player: string, name = `name ${player}`, tokenHash = `secret of ${player}`) =>
  ({ by: 'server', command: { type: 'joinSession', player: id(player), name, tokenHash } }) as const;
const connection = (player: string, connected: boolean) =>
  ({ type: 'setPlayerConnected', player: id(player), connected }) as const;
const seats = (table: Table) => Object.fromEntries(table.state.players.map((player) => [player.id, player.seat]));
const begin = (table: Table) => table.host({ type: 'startRound' });

describe('commands', () => {
  it('ENG-20: a repeat is recognised by sequence number and ID, an older number is stale, a refused one may come again', () => {
    const table = new Table().join('u1', 'u2', 'u3');
    begin(table);
    const first = table.asPlayer('u1', { type: 'act', action: { do: 'giveUp', order: 'o1' as never } });
    expect(table.refusal(first)).toBe('unknown-order');
    table.order();
    expect(table.refusal(first)).toBe('accepted');
    const { players } = table.state;
    table.accept(first);
    const { version } = table.state;
    // What is made of the roster stays as it is while they play.
    expect(table.state.players).toBe(players);
    expect(lastCommandOf(table.state, id('u1'))).toEqual({ seq: 1, id: 'u1-1' });
    expect(table.submit(first).outcome).toBe('repeated');
    expect(table.refusal({ ...first, id: 'another' } as typeof first)).toBe('stale-command');
    for (const seq of [0, -1, 1.5, NaN, Infinity]) {
      expect(table.refusal({ ...first, seq } as typeof first)).toBe('stale-command');
    }
    expect(table.state.version).toBe(version);
    expect(table.log.filter((event) => event.type === 'commandAccepted' && event.by === 'u1')).toHaveLength(1);
    table.host({ type: 'removePlayer', player: id('u1') });
    expect(lastCommandOf(table.state, id('u1'))).toBeUndefined();
  });

  it('ENG-67: before a session is open nothing is decided, and it opens once', () => {
    expect(decide(emptySession, joining('u1'), 1)).toMatchObject({
      outcome: 'rejected',
      rejection: { code: 'wrong-phase' },
    });
    const table = new Table();
    const open = {
      type: 'openSession',
      session: 's2',
      roomCode: 'X',
      hostTokenHash: '',
      stageTokenHash: '',
      seed: 1,
    } as const;
    expect(table.refusal({ by: 'server', command: { ...open, settings: settingsWith() } })).toBe('session-exists');
  });

  it('ENG-67: each phase takes its own commands', () => {
    const commands: Record<string, HostCommand> = {
      start: { type: 'startRound' },
      pause: { type: 'pauseRound' },
      resume: { type: 'resumeRound' },
      ring: { type: 'ringBell' },
      reveal: { type: 'revealTruth' },
      close: { type: 'closeRound' },
      finish: { type: 'finishSession' },
      configure: { type: 'configureRound', settings: settingsWith() },
    };
    const table = new Table();
    const possible = () =>
      Object.keys(commands).filter((name) => table.refusal(table.asHost(commands[name] as HostCommand)) === 'accepted');
    const then = (name: string) => (table.host(commands[name] as HostCommand), possible());
    expect(possible()).toEqual(['start', 'finish', 'configure']);
    expect(then('start')).toEqual(['pause', 'ring', 'finish']);
    expect(then('pause')).toEqual(['resume', 'ring', 'finish']);
    expect(then('ring')).toEqual(['reveal', 'finish']);
    expect(then('reveal')).toEqual(['close', 'finish']);
    expect(then('close')).toEqual(['start', 'finish', 'configure']);
    expect(then('start')).toEqual(['pause', 'ring', 'finish']);
    expect(table.host({ type: 'finishSession' }).map(({ type }) => type)).toEqual([
      'commandAccepted',
      'bellRang',
      'sessionFinished',
    ]);
    expect(possible()).toEqual([]);
    expect(table.refusal(joining('late'))).toBe('wrong-phase');
  });

  it('ENG-86: settings out of bounds are refused', () => {
    const table = new Table();
    const bad: Partial<RoundSettings>[] = [
      { roundMs: 9_999 },
      { roundMs: NaN },
      { predictMs: -1 },
      { orderEveryMs: 0.5 },
      { travelMs: [200, 100] },
      { maxConsumers: 4 },
    ];
    for (const changes of bad) {
      const command = table.asHost({ type: 'configureRound', settings: settingsWith(changes) });
      expect(table.refusal(command), JSON.stringify(changes)).toBe('settings-invalid');
    }
  });

  it('ENG-86: a lane holds what its limits allow', () => {
    const table = new Table(settingsWith({ roundMs: 120_000, travelMs: [60_000, 60_000] })).start();
    for (let i = 0; i < 3; i++) table.order();
    const attempts = Array.from({ length: laneLimits.packetsInAir + 1 }, (_, index) =>
      table.submit(table.bot('P1', { do: 'publish', order: index < 200 ? 'o1' : index < 400 ? 'o2' : 'o3' })),
    );
    expect(attempts.filter(({ outcome }) => outcome === 'rejected')).toMatchObject([
      { rejection: { code: 'limit-reached' } },
    ]);
    table.settle();
    expect(table.refusal(table.bot('P1', { do: 'publish', order: 'o1' }))).toBe('limit-reached');
    expect(table.refusal(table.bot('P1', { do: 'publish', order: 'o3' }))).toBe('accepted');
  });
});

describe('the lobby', () => {
  it('ENG-60: a join is known by its token, and names are trimmed, folded and taken once', () => {
    const table = new Table().join('u1');
    expect(table.refusal(joining('u2', 'other', 'secret of u1'))).toBe('already-joined');
    expect(table.refusal(joining('u1', 'other', 'new secret'))).toBe('already-joined');
    expect(table.refusal(joining('host', 'other', 'new secret'))).toBe('already-joined');
    table.accept(joining('u2', '  Ana \u00a0 Ruiz ', 's2'));
    expect(table.state.players[1]?.name).toBe('Ana Ruiz');
    for (const taken of ['ana ruiz', 'ＡNA RUIZ', 'NAME U1'])
      expect(table.refusal(joining('u3', taken))).toBe('name-taken');
    for (const bad of ['', '   ', '\u200b\u3164', '\u2800', '\u0301', 'x'.repeat(21), 'a\u0000b', '\ud800', '\ue000']) {
      expect(table.refusal(joining('u3', bad)), JSON.stringify(bad)).toBe('name-invalid');
    }
    // Look-alikes of Cyrillic and Greek.
    for (const taken of ['\u0410na Ruiz', 'An\u0430 Ru\u0456z', '\u0391na Ruiz', 'A\u00adna\u200b Ruiz']) {
      expect(table.refusal(joining('u3', taken)), JSON.stringify(taken)).toBe('name-taken');
    }
    const shown = (name: string) => {
      const other = new Table();
      other.accept(joining('u1', name));
      return other.state.players[0]?.name;
    };
    expect(shown('\u202eB\u200bob\ufeff')).toBe('Bob');
    expect(shown(`Z${'\u0336\u0353'.repeat(9)}oe`)).toMatch(/^Z\p{M}{2}oe$/u);
    expect(shown(' e\u0301le\u0300ve ')).toBe('élève');
    expect(shown('Ёж 🦔')).toBe('Ёж 🦔');
    table.host({ type: 'renamePlayer', player: id('u2'), name: 'ANA RUIZ' });
    expect(table.refusal(table.asHost({ type: 'renamePlayer', player: id('u2'), name: 'name u1' }))).toBe('name-taken');
    expect(table.refusal(table.asHost({ type: 'renamePlayer', player: id('u9'), name: 'x' }))).toBe('unknown-player');
  });

  it('ENG-137: the newest connection counts, and the end of an older one is no news', () => {
    const table = new Table().join('u1');
    const via = (connected: boolean, name: string) =>
      table.server({ type: 'setPlayerConnected', player: id('u1'), connected, via: name }).map(({ type }) => type);
    expect(via(true, 'one/1')).toEqual(['playerConnected']);
    expect(via(true, 'one/1')).toEqual([]);
    expect(via(true, 'two/1')).toEqual(['playerConnected']);
    expect(via(false, 'one/1')).toEqual([]);
    expect(table.state.players[0]).toMatchObject({ connected: true, via: 'two/1' });
    expect(via(false, 'two/1')).toEqual(['playerDisconnected']);
    expect(table.state.players[0]).not.toHaveProperty('via');
    const host = (connected: boolean, name: string) =>
      table.server({ type: 'setHostConnected', connected, via: name }).map(({ type }) => type);
    expect([host(true, 'one'), host(true, 'two'), host(false, 'one')]).toEqual([
      ['hostConnected'],
      ['hostConnected'],
      [],
    ]);
    expect([table.state.hostConnected, table.state.hostVia]).toEqual([true, 'two']);
    expect(host(false, 'two')).toEqual(['hostDisconnected']);
    expect(table.state).not.toHaveProperty('hostVia');
  });

  it('ENG-61: a locked room takes no new player and lets all back, a full one takes 60', () => {
    const table = new Table().join(...names(60));
    expect(table.refusal(joining('u61'))).toBe('room-full');
    table.host({ type: 'removePlayer', player: id('u60') });
    table.host({ type: 'lockRoom', locked: true });
    expect(table.refusal(joining('u61'))).toBe('room-locked');
    table.server(connection('u1', false));
    expect(table.server(connection('u1', true))).toMatchObject([{ type: 'playerConnected' }]);
    expect(table.server(connection('u1', true))).toEqual([]);
  });

  it('ENG-62: any class of 1 to 60 sits in even lanes of 3 to 5 with one broker and every role', () => {
    for (let players = 1; players <= 60; players++) {
      const sizes = laneSizes(players);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      expect(sizes.every((size) => size >= 3 && size <= 5)).toBe(true);
      expect(sizes.length).toBeLessThanOrEqual(12);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(Math.max(3, players));
      for (const size of sizes) {
        const roles = rolesFor(size, 2);
        expect(roles.filter((role) => role === 'broker')).toHaveLength(1);
        expect(new Set(roles).size).toBe(3);
      }
      const table = new Table().join(...names(players));
      begin(table);
      expect(new Set(Object.values(seats(table))).size).toBe(players);
    }
  });

  it('ENG-69: a shape by hand makes as many such lanes as the class needs', () => {
    const table = new Table().join(...names(9));
    table.host({ type: 'startRound', shape: { producers: 2, consumers: 1 } });
    expect(table.state.lanes.map((lane) => lane.seats.map(({ role }) => role[0]).join(''))).toEqual([
      'ppbc',
      'ppbc',
      'ppbc',
    ]);
    expect(new Set(Object.values(seats(table))).size).toBe(9);
    const demo = new Table();
    demo.host({ type: 'startRound', shape: { producers: 2, consumers: 1, lanes: 4 } });
    expect(demo.state.lanes).toHaveLength(4);
    const other = new Table();
    for (const shape of [
      { producers: 0, consumers: 1 },
      { producers: 1, consumers: 17 },
      { producers: 1.5, consumers: 1 },
      { producers: 1, consumers: 1, lanes: 0 },
      { producers: 1, consumers: 1, lanes: 13 },
    ]) {
      expect(other.refusal(other.asHost({ type: 'startRound', shape }))).toBe('settings-invalid');
    }
  });
});

describe('seats in a round', () => {
  it('ENG-64: a late joiner gets an unowned seat with its work, else a new producer, else waits', () => {
    const table = new Table().join('u1');
    begin(table);
    table.order();
    const before = table.lane.seats.map(({ player }) => player);
    expect(before).toEqual(['u1', undefined, undefined]);
    table.join('u2', 'u3', 'u4', 'u5', 'u6');
    expect(seats(table)).toEqual({ u1: 'L1.P1', u2: 'L1.B1', u3: 'L1.C1', u4: 'L1.P2', u5: 'L1.P3', u6: undefined });
    expect(table.lane.seats.every(({ driver }) => driver === 'player')).toBe(true);
    expect(table.refusal(table.asPlayer('u6', { type: 'act', action: { do: 'giveUp', order: 'o1' as never } }))).toBe(
      'no-seat',
    );
  });

  it('ENG-65: a bot covers a seat after 10 s away, and the player gets it back with its work as it is now', () => {
    const table = new Table().join('u1', 'u2', 'u3');
    begin(table);
    table.order();
    table.server(connection('u1', false));
    const publish = { do: 'publish', order: 'o1' };
    table.tick(9_999);
    expect(table.refusal(table.bot('P1', publish))).toBe('unknown-seat');
    expect(table.tick(1)).toMatchObject([{ type: 'seatCovered', seat: 'L1.P1' }]);
    table.act('P1', publish);
    table.server(connection('u1', true));
    expect(table.refusal(table.bot('P1', publish))).toBe('unknown-seat');
    expect(table.lane.orders[0]?.sendings).toHaveLength(1);
    table.accept(table.asPlayer('u1', { type: 'act', action: { ...publish, message: 'm1' } as never }));
    table.server(connection('u1', false));
    table.tick(9_000);
    table.server(connection('u1', true));
    expect(table.tick(9_000).filter(({ type }) => type === 'seatCovered')).toEqual([]);
  });

  it('ENG-65: a player who is away when a round begins is covered immediately, and outside rounds none is', () => {
    const table = new Table().join('u1', 'u2', 'u3');
    table.server(connection('u2', false));
    expect(table.tick(60_000)).toEqual([]);
    begin(table);
    expect(table.lane.seats.map(({ driver }) => driver)).toEqual(['player', 'bot', 'player']);
    table.host({ type: 'finishSession' });
    table.server(connection('u1', false));
    expect(table.tick(60_000)).toEqual([]);
  });

  it('ENG-66: a removed player leaves the seat to a bot, and can do nothing more', () => {
    const table = new Table().join('u1', 'u2', 'u3');
    begin(table);
    table.order();
    const command = table.asPlayer('u1', { type: 'act', action: { do: 'publish', order: 'o1' as never } });
    table.host({ type: 'removePlayer', player: id('u1') });
    expect(table.refusal(command)).toBe('unknown-player');
    expect(table.lane.seats[0]).toEqual({ id: 'L1.P1', role: 'producer', driver: 'bot', actedAt: 0 });
    table.act('P1', { do: 'publish', order: 'o1' });
    table.join('u4');
    expect(seats(table)).toEqual({ u2: 'L1.B1', u3: 'L1.C1', u4: 'L1.P1' });
  });
});

describe('the prediction', () => {
  const predict = (table: Table, player: string, lost = 1, duplicates = 2) =>
    table.asPlayer(player, { type: 'predict', lost, duplicates });

  it('ENG-68: comes after the bell, in whole numbers, and may be changed', () => {
    const table = new Table().join('u1', 'u2', 'u3');
    begin(table);
    expect(table.refusal(predict(table, 'u1'))).toBe('wrong-phase');
    table.host({ type: 'ringBell' });
    for (const lost of [-1, 0.5, 1_000, NaN])
      expect(table.refusal(predict(table, 'u1', lost))).toBe('prediction-invalid');
    table.accept(predict(table, 'u1', 5));
    table.accept(predict(table, 'u1', 6));
    expect(table.state.players[0]?.prediction).toEqual({ lost: 6, duplicates: 2 });
  });

  it('ENG-68: the truth comes when all connected players have predicted, or at its time, or by the host alone', () => {
    const table = new Table().join('u1', 'u2', 'u3');
    begin(table);
    table.server(connection('u3', false));
    table.host({ type: 'ringBell' });
    table.accept(predict(table, 'u1'));
    expect(table.state.phase).toBe('predicting');
    table.accept(predict(table, 'u2'));
    expect(table.state.phase).toBe('revealed');

    const timed = new Table().join('u1');
    begin(timed);
    timed.host({ type: 'ringBell' });
    expect(timed.tick(19_999)).toEqual([]);
    expect(timed.tick(1)).toMatchObject([{ type: 'truthRevealed', at: 20_000 }]);

    const byHost = new Table(settingsWith({ predictMs: 0 })).join('u1');
    begin(byHost);
    byHost.host({ type: 'ringBell' });
    byHost.accept(predict(byHost, 'u1'));
    byHost.tick(1_000_000);
    expect(byHost.state.phase).toBe('predicting');
    finishTruth(byHost);
    expect(byHost.state.players[0]?.prediction).toBeUndefined();
  });

  it('ENG-150: the host points the stage to a moment of a revealed round, and away from it', () => {
    const table = new Table().join('u1', 'u2', 'u3');
    begin(table);
    table.order();
    const { lane: laneOf } = table;
    const moment = { lane: laneOf.id, order: laneOf.orders[0]!.id, version: table.state.version };
    const refusal = (changes: Partial<Record<keyof typeof moment, unknown>>) =>
      table.refusal(table.asHost({ type: 'showMoment', moment: { ...moment, ...changes } as typeof moment }));
    expect(refusal({})).toBe('wrong-phase');
    table.host({ type: 'ringBell' });
    expect(refusal({})).toBe('wrong-phase');
    table.host({ type: 'revealTruth' });
    expect(refusal({ lane: 'L99' })).toBe('unknown-lane');
    expect(refusal({ order: 'o99' })).toBe('unknown-order');
    for (const version of [0, 1.5, table.state.version + 1]) expect(refusal({ version })).toBe('unknown-order');
    table.host({ type: 'showMoment', moment });
    expect(table.state.shown).toEqual(moment);
    table.host({ type: 'showMoment' });
    expect(table.state.shown).toBeUndefined();
    table.host({ type: 'showMoment', moment });
    table.host({ type: 'closeRound' });
    expect(table.state.shown).toBeUndefined();
    expect(refusal({})).toBe('wrong-phase');
  });

  function finishTruth(table: Table): void {
    table.host({ type: 'revealTruth' });
    table.host({ type: 'closeRound' });
    begin(table);
  }
});
