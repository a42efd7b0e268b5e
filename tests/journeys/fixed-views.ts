import type { FaultId, LaneId, LaneView, Leg, PacketId, PlayerId, Role, SeatId } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import type { LaneReveal, RoundReveal, StageView } from '@ack-attack/protocol';

/*
 * What a stage may be shown, made up: a class of any size in any state, at once. Everything is drawn from numbers, so
 * that two runs show the same.
 */

const firstNames = 'Ana Ben Cleo Dan Eve Fay Gus Hana Ivo Jia Kim Leo Mia Noa Oto Pia Quin Rui Sara Tom'.split(' ');

export interface ViewOptions {
  players?: number;
  /** Longest names that the game allows. */
  longNames?: boolean;
  /** Epoch ms by the server's clock. */
  now: number;
}

/** An open room that has not played yet. */
export function lobbyView({ players = 0, longNames = false, now }: ViewOptions): StageView {
  const names = Array.from({ length: players }, (_, index) => nameOf(index, longNames));
  return {
    kind: 'stage',
    session: 'made-up',
    roomCode: 'HKWXMR',
    phase: 'lobby',
    round: 0,
    settings: settingsFor('exactly-once', 'middle'),
    clock: { startedAt: now, stoppedAt: 0, bellAt: 180_000 },
    hostAway: false,
    locked: false,
    players: Object.fromEntries(
      names.map((name, index) => [
        `player-${index}` as PlayerId,
        { name, order: index + 1, connected: index % 9 !== 8 },
      ]),
    ),
    lanes: {},
    predictions: { made: 0, expected: 0 },
    totals: {},
    laneNames: {},
  };
}

function nameOf(index: number, long: boolean): string {
  const first = firstNames[index % firstNames.length] ?? '';
  const round = Math.floor(index / firstNames.length);
  if (!long) return round === 0 ? first : `${first} ${round + 1}`;
  return `${first}-Maximiliane Wu ${index}`.slice(0, 20);
}

export interface PlayOptions extends ViewOptions {
  lanes: number;
  packetsPerLane?: number;
  /** How far the round is, in game ms. */
  gameMs?: number;
}

/** A round in the middle, with packets in the air; the second lane has every trouble there is. */
export function playingView({ lanes, packetsPerLane = 6, gameMs = 60_000, ...options }: PlayOptions): StageView {
  const lobby = lobbyView({ players: lanes * 5, ...options });
  const views = Array.from({ length: lanes }, (_, index) => laneView(index, packetsPerLane, gameMs, lobby));
  const troubled = views[1] ?? views[0];
  if (troubled) addTrouble(troubled, gameMs);
  return {
    ...lobby,
    phase: 'playing',
    round: 2,
    clock: { startedAt: options.now - gameMs, bellAt: 180_000 },
    lanes: Object.fromEntries(views.map((view) => [view.id, view])),
    predictions: { made: 0, expected: lanes * 5 },
  };
}

const roles: readonly Role[] = ['producer', 'producer', 'broker', 'consumer', 'consumer'];

function laneView(index: number, packets: number, gameMs: number, { players }: StageView): LaneView {
  const id = `L${index + 1}` as LaneId;
  const seatIds = ['P1', 'P2', 'B1', 'C1', 'C2'].map((name) => `${id}.${name}` as SeatId);
  const [producer, second, broker, consumer, last] = seatIds as [SeatId, SeatId, SeatId, SeatId, SeatId];
  const ways: readonly [Leg, SeatId, SeatId][] = [
    ['publish', producer, broker],
    ['deliver', broker, consumer],
    ['confirm', broker, second],
    ['ack', last, broker],
    ['publish', second, broker],
    ['deliver', broker, last],
  ];
  const view: LaneView = { id, seats: {}, packets: {}, drops: {}, faults: {} };
  seatIds.forEach((seat, place) => {
    const role = roles[place] ?? 'broker';
    const bot = (index + place) % 7 === 6;
    const player = Object.values(players)[index * 5 + place];
    view.seats[seat] = {
      role,
      ...(player && !bot ? { name: player.name } : {}),
      driver: bot ? 'bot' : 'player',
      away: false,
      down: false,
      load:
        role === 'producer' ? { open: 3 } : role === 'broker' ? { inbox: 2, ready: 1, out: 3, parked: 0 } : { hand: 1 },
    };
  });
  for (let number = 0; number < packets; number++) {
    const [leg, from, to] = ways[number % ways.length] ?? ways[0]!;
    const share = ((number * 37 + index * 13) % 90) / 100;
    const sentAt = gameMs - share * 60_000;
    view.packets[`k${number}` as PacketId] = {
      leg,
      from,
      to,
      sentAt,
      arrivesAt: sentAt + 60_000,
      label: `m${number + 1}`,
    };
  }
  return view;
}

function addTrouble(view: LaneView, gameMs: number): void {
  const seat = (name: string) => `${view.id}.${name}` as SeatId;
  const until = gameMs + 9_000;
  view.seats[seat('C1')]!.down = true;
  view.faults = {
    ['f1' as FaultId]: { what: { kind: 'crash', seat: seat('C1') }, until },
    ['f2' as FaultId]: { what: { kind: 'partition', link: 'producer-broker' }, until },
    ['f3' as FaultId]: { what: { kind: 'drop', leg: 'ack' }, left: 3 },
  };
  view.drops['k99' as PacketId] = {
    leg: 'deliver',
    from: seat('B1'),
    to: seat('C2'),
    sentAt: gameMs - 900,
    arrivesAt: gameMs + 900,
    at: gameMs - 100,
  };
}

/** The bell has rung, and some have answered. */
export function predictingView(options: PlayOptions & { made: number }): StageView {
  const playing = playingView(options);
  return {
    ...playing,
    phase: 'predicting',
    clock: { ...playing.clock, stoppedAt: playing.clock.bellAt, revealAt: options.now + 24_000 },
    predictions: { made: options.made, expected: options.lanes * 5 },
  };
}

/** The truth, best lane first. */
export function revealedView(options: PlayOptions): StageView {
  const playing = playingView(options);
  const ids = Object.keys(playing.lanes) as LaneId[];
  const players = Object.fromEntries(
    Object.entries(playing.players).map(([id, player], index) => [
      id,
      { ...player, lane: ids[Math.floor(index / 5)] ?? ids[0]! },
    ]),
  );
  const lanes = ids.map((lane, index) => laneReveal(lane, index)).sort((a, b) => b.points - a.points);
  const reveal: RoundReveal = { round: playing.round, contract: 'exactly-once', level: 'middle', lanes };
  return {
    ...playing,
    players,
    phase: 'revealed',
    clock: { ...playing.clock, stoppedAt: playing.clock.bellAt },
    reveal,
    totals: Object.fromEntries(lanes.map(({ lane, points }, index) => [lane, points + 140 - index * 11])),
  };
}

function laneReveal(lane: LaneId, index: number): LaneReveal {
  const [lost, duplicates] = [(index * 5 + 1) % 4, (index * 3) % 5];
  const done = 24 - index;
  const kept = lost === 0 && duplicates === 0;
  return {
    lane,
    tally: {
      published: 40,
      stored: 36,
      sent: 38,
      delivered: 36,
      effects: done + duplicates,
      duplicates,
      lost,
      lostSilently: Math.min(lost, 1),
      parked: 0,
      pending: 2,
      verdict: {
        'at-most-once': duplicates === 0 ? 'kept' : 'broken',
        'at-least-once': lost === 0 ? 'kept' : 'broken',
        'exactly-once': kept ? 'kept' : 'broken',
      },
    },
    points: done * 10 - 15 * (lost + duplicates),
    end: kept ? 'kept' : 'broken',
    kept,
    service: { served: done + duplicates, due: done + duplicates + lost + 1 },
    outcomes: {
      done,
      late: 0,
      duplicated: duplicates,
      lost,
      'lost-silently': Math.min(lost, 1),
      pending: 2,
      parked: 0,
    },
    ledger: [],
    predictions: [{ player: `player-${index}` as PlayerId, name: 'Ana', prediction: { lost: 1, duplicates: 1 } }],
  };
}

/** The session is over. */
export function finishedView(options: PlayOptions): StageView {
  return { ...revealedView(options), phase: 'finished' };
}
