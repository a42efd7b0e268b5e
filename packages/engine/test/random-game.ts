import fc from 'fast-check';
import {
  lastCommandOf,
  legs,
  roleOf,
  type Action,
  type Command,
  type Decision,
  type FaultSpec,
  type FaultSpan,
  type GameEvent,
  type HostCommand,
  type Lane,
  type OrderId,
  type PlayerId,
  type RoundSettings,
  type Seat,
  type SessionState,
} from '../src/index.ts';
import { planFor, policyFor, settings } from './random-settings.ts';
import { epoch, Table } from './table.ts';

/** Numbers that a state turns into a command, so that a failing sequence shrinks. */
interface Move {
  who: number;
  what: number;
  a: number;
  b: number;
  c: number;
  wait: number;
}

// Without fast-check's taste for small numbers, which would make most commands the host's.
const draw = fc.noBias(fc.nat({ max: 0x7fffffff }));
const wait = fc.oneof(
  { weight: 60, arbitrary: fc.integer({ min: 0, max: 400 }) },
  { weight: 8, arbitrary: fc.integer({ min: 400, max: 4_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 4_000, max: 20_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -30_000, max: -1 }) },
);

const moves = (length: number) =>
  fc.array(fc.record({ who: fc.noBias(fc.nat({ max: 99 })), what: draw, a: draw, b: draw, c: draw, wait }), {
    minLength: Math.ceil(length / 2),
    maxLength: length,
    size: 'max',
  });

export const game = (length: number) =>
  fc.record({
    settings,
    seed: fc.integer({ min: 0, max: 0xffffffff }),
    players: fc.nat({ max: 12 }),
    moves: moves(length),
  });
export type Game = { settings: RoundSettings; seed: number; players: number; moves: readonly Move[] };

export interface Step {
  before: SessionState;
  command: Command;
  now: number;
  decision: Decision;
}

function at<T>(list: readonly T[], index: number): T | undefined {
  return list.length === 0 ? undefined : list[index % list.length];
}

/** One in 16 names nobody and nothing. */
function idOf(list: readonly { id: string }[], index: number): string {
  return index % 16 === 15
    ? (at(['', '__proto__', 'x', 'd1~2', 'o1'], index >> 4) ?? '')
    : (at(list, index >> 4)?.id ?? 'none');
}

/** What could come next at a seat that has work; undefined where it has none. */
function sensibleAction(lane: Lane, seat: Seat, move: Move): Action | undefined {
  if (seat.role === 'producer') {
    const order = lane.orders.find(({ producer, sendings }) => producer === seat.id && sendings.length === 0);
    return order && { do: 'publish', order: order.id };
  }
  if (seat.role === 'broker') {
    const copy = at(lane.copies, move.b);
    const to = at(
      lane.seats.filter(({ role }) => role === 'consumer'),
      move.c,
    )?.id;
    if (!copy || !to) return undefined;
    if (lane.owners && copy.place === 'inbox' && copy.confirmed) return { do: 'store', copy: copy.id };
    if (lane.owners && copy.place === 'ready') {
      const waiting = lane.copies.filter(({ place, partition }) => place === 'ready' && partition === copy.partition);
      const next = waiting.reduce((one, other) => ((other.offset ?? 0) < (one.offset ?? 0) ? other : one));
      const owner = lane.owners[copy.partition ?? 0];
      return owner && { do: 'deliver', copy: next.id, to: owner };
    }
    if (copy.current) return move.c % 4 === 0 ? { do: 'requeue', tag: copy.current.tag } : undefined;
    const first = copy.place === 'inbox' ? 'store' : 'deliver';
    const what = at([first, 'deliver', copy.confirmed ? 'deliver' : 'confirm'] as const, move.a) ?? 'confirm';
    return what === 'deliver' ? { do: what, copy: copy.id, to } : { do: what, copy: copy.id };
  }
  const hand = at(
    lane.hands.filter(({ consumer }) => consumer === seat.id),
    move.b,
  );
  const what = at(['check', 'charge', 'charge', 'record', 'commit', 'ack', 'nack', 'dismiss'] as const, move.a);
  return hand && what && { do: what, delivery: hand.id };
}

function actionFor(lane: Lane, seat: Seat, move: Move): Action {
  const sensible = move.what % 4 === 0 ? undefined : sensibleAction(lane, seat, move);
  if (sensible) return sensible;
  const fitting = (Object.keys(roleOf) as Action['do'][]).filter((name) => roleOf[name] === seat.role);
  const name = move.what % 20 === 0 ? at(Object.keys(roleOf), move.a) : at(fitting, move.a);
  const sendings = lane.orders.flatMap((order) => order.sendings.map((sending) => ({ id: sending.message })));
  const consumers = lane.seats.filter((other) => other.role === 'consumer');
  const tags = [...lane.hands, ...lane.copies.flatMap((copy) => (copy.current ? [copy.current] : []))];
  return {
    do: name,
    order: idOf(
      lane.orders.filter((order) => order.producer === seat.id),
      move.b,
    ),
    ...(name === 'publish' && move.c % 3 === 0 ? { message: idOf(sendings, move.c) } : {}),
    copy: idOf([...lane.copies, ...lane.receipts.slice(-1).map((receipt) => ({ id: receipt.copy }))], move.b),
    to: idOf(move.c % 10 === 0 ? lane.seats : consumers, move.c),
    tag: idOf(
      tags.map(({ tag }) => ({ id: tag })),
      move.b,
    ),
    delivery: idOf(
      lane.hands.filter((hand) => hand.consumer === seat.id),
      move.b,
    ),
  } as unknown as Action;
}

function faultFor(lane: Lane | undefined, move: Move): { what: FaultSpec; span: FaultSpan } {
  const leg = at(legs, move.b) ?? 'publish';
  const what = [
    { kind: 'drop', leg },
    { kind: 'delay', leg, delayMs: move.c % 3_000 },
    { kind: 'duplicate', leg },
    { kind: 'reorder', leg },
    { kind: 'partition', link: move.b % 2 ? 'producer-broker' : 'broker-consumer' },
    { kind: 'crash', role: move.b % 2 ? 'broker' : 'consumer' },
    { kind: 'crash', seat: idOf(lane?.seats ?? [], move.b) },
  ][move.c % 7] as FaultSpec;
  const long = { forMs: move.a % 5_000 };
  const short = [{ next: 1 + (move.a % 3) }, long, { ...long, rate: (move.a % 11) / 10 }][move.a % 3] as FaultSpan;
  return { what, span: move.c % 7 >= 4 && move.a % 8 !== 0 ? long : short };
}

function hostCommand(state: SessionState, move: Move, settings: RoundSettings): HostCommand {
  const lane = at(state.lanes, move.a);
  const laneId = (lane?.id ?? 'L9') as Lane['id'];
  const player = idOf(state.players, move.b) as PlayerId;
  const { a, b } = move;
  const rare: readonly HostCommand[] = [
    { type: 'configureRound', settings: a % 4 ? settings : { ...settings, roundMs: a } },
    { type: 'lockRoom', locked: a % 2 === 0 },
    { type: 'renamePlayer', player, name: ` n\u00a0${a % 30} ` },
    { type: 'removePlayer', player },
    { type: 'ringBell' },
    b % 8 === 0 ? { type: 'finishSession' } : { type: 'ringBell' },
    { type: 'extendRound', byMs: (a % 20_000) - 100 },
    { type: 'healFaults', lane: a % 2 ? 'all' : laneId },
    { type: 'stopPlan' },
    a % 3 === 0
      ? { type: 'showMoment' }
      : { type: 'showMoment', moment: { lane: laneId, order: `o${b % 9}` as OrderId, version: a % 400 } },
  ];
  const common: readonly HostCommand[] = [
    a % 5 === 0 ? { type: 'startRound', shape: { producers: b % 4, consumers: 1 + (b % 3) } } : { type: 'startRound' },
    a % 4 === 0 ? { type: 'pauseRound' } : { type: 'placeOrder', lane: laneId },
    { type: 'resumeRound' },
    { type: 'resumeRound' },
    { type: 'revealTruth' },
    { type: 'closeRound' },
    { type: 'injectFault', lane: a % 3 === 0 ? 'all' : laneId, ...faultFor(lane, move) },
    { type: 'injectFault', lane: laneId, ...faultFor(lane, move) },
    { type: 'dropPacket', lane: laneId, packet: idOf(lane?.packets ?? [], b) as Lane['packets'][number]['id'] },
    { type: 'placeOrder', lane: laneId },
    { type: 'placeOrder', lane: laneId, ...(b % 2 ? { poison: true as const } : {}) },
    { type: 'startPlan', plan: planFor(a, b) },
    { type: 'forgetId', lane: laneId, message: `m${1 + (b % 5)}` as Lane['metIds'][number] },
  ];
  return at(move.what % 12 === 0 ? rare : common, move.c) ?? { type: 'resumeRound' };
}

function seqFor(last: { seq: number; id: string } | undefined, move: Move): { seq: number; id: string } {
  const seq = last?.seq ?? 0;
  if (move.what % 17 === 0 && last) return { seq: last.seq, id: last.id };
  if (move.what % 19 === 0) return { seq: seq - (move.c % 3), id: `again ${move.c}` };
  return { seq: seq + 1 + (move.c % 2), id: `c${move.a}` };
}

function commandFor(state: SessionState, move: Move, settings: RoundSettings): Command {
  const { who, what, a, b, c } = move;
  if (who < 8) {
    return { by: 'host', ...seqFor(state.hostLast, move), command: hostCommand(state, move, settings) };
  }
  if (who < 35) {
    const player = at(state.players, a);
    const lane = state.lanes.find((candidate) => candidate.id === player?.lane);
    const seat = lane?.seats.find((candidate) => candidate.id === player?.seat);
    return {
      by: 'player',
      player: player?.id ?? ('nobody' as PlayerId),
      ...seqFor(player && lastCommandOf(state, player.id), move),
      command:
        seat && (what % 11 === 0 || (state.settings.autopilot && what % 2 === 0))
          ? { type: 'setPolicy', policy: policyFor(b % 16 ? seat.role : 'broker', b, c) }
          : lane && seat && state.phase !== 'predicting'
            ? { type: 'act', action: actionFor(lane, seat, { ...move, a: b, b: c, c: a }) }
            : { type: 'predict', lost: (b % 12) - 1, duplicates: c % 11 },
    };
  }
  if (who < 94) {
    const lane = at(state.lanes, a);
    const seat = lane && at(what % 9 === 0 ? lane.seats : lane.seats.filter((other) => other.driver === 'bot'), b);
    if (lane && seat)
      return { by: 'bot', lane: lane.id, seat: seat.id, action: actionFor(lane, seat, { ...move, a: c, b: a ^ c }) };
  }
  const player = idOf(state.players, b) as PlayerId;
  return {
    by: 'server',
    command: at(
      [
        { type: 'tick' },
        { type: 'tick' },
        { type: 'setPlayerConnected', player, connected: a % 2 === 0 },
        { type: 'setHostConnected', connected: a % 2 === 0 },
        {
          type: 'joinSession',
          player: `late${c % 99}` as PlayerId,
          name: `late ${c % 99}`,
          tokenHash: `late hash ${c % 99}`,
        },
      ] as const,
      c,
    ) ?? { type: 'tick' },
  };
}

/** Plays a game move by move; a session with players in and a round begun. */
export function* play(game: Game): Generator<Step, Table> {
  const table = new Table(game.settings, game.seed);
  table.join(...Array.from({ length: game.players }, (_, index) => `u${index + 1}`));
  table.host({ type: 'startRound' });
  for (const move of game.moves) {
    const before = table.state;
    const command = commandFor(before, move, game.settings);
    // Most moves go on from the log's newest event; some come with a clock that lags or jumps.
    table.now = Math.max(table.now, epoch + before.at) + Math.max(0, move.wait);
    const now = move.wait < 0 ? table.now + move.wait : table.now;
    const decision = table.submitAt(command, now);
    yield { before, command, now, decision };
  }
  return table;
}

/** A game played to its end. */
export function played(game: Game): { steps: readonly Step[]; table: Table; log: readonly GameEvent[] } {
  const steps: Step[] = [];
  const moves = play(game);
  for (;;) {
    const next = moves.next();
    if (next.done) return { steps, table: next.value, log: next.value.log };
    steps.push(next.value);
  }
}
