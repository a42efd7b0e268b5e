import { chooseBotAction, playBots } from '@ack-attack/bots';
import { openGame, randomFault, roundWith } from '@ack-attack/bots/testing';
import {
  contracts,
  emptySession,
  evolveAll,
  gameTime,
  naivePolicies,
  nextDueAt,
  random,
  randomInt,
  viewLane,
  viewSeat,
  type GameEvent,
  type LaneId,
  type Policy,
  type RoundSettings,
  type SeatId,
  type SessionState,
} from '@ack-attack/engine';
import { expect, test } from 'vitest';
import {
  emptyScoreboard,
  foldLedger,
  foldScoreboard,
  foldSeries,
  laneResult,
  moments,
  noSeries,
  orderResults,
  tallyLive,
  withDetails,
} from '../src/index.ts';

/** A round on autopilot in which policies and faults change; the broker confirms in the same way all along. */
function playedRound(seed: number): readonly GameEvent[] {
  const one = <T>(purpose: string, ...of: readonly T[]): T => of[randomInt(0, of.length - 1, seed, purpose)]!;
  const contract = contracts[seed % 3]!;
  const settings: RoundSettings = roundWith(
    {
      contract,
      autopilot: true,
      level: 'senior',
      paceMs: [40, 90],
      roundMs: 60_000,
      orderEveryMs: one('every', 400, 900),
      freshMs: one('fresh', 0, 1_500),
      travelMs: [100, 500],
      overdueMs: 2_000,
      poisonRate: one('poison', 0, 0.1),
      workMs: { check: 20, charge: 30, record: 20, commit: 60 },
    },
    {
      staleAck: one('stale', 'ignored', 'accepted'),
      brokerDedup: one('dedup', false, true),
      requeueOnCrash: one('requeue', false, true),
      partitions: one('partitions', 0, 0, 2),
      ackScope: one('scope', 'one', 'cumulative'),
      spontaneousDuplicateRate: one('twice', 0, 0.1),
    },
  );
  const opened = openGame(settings, seed, { producers: 2, consumers: 2 });
  let { state } = opened;
  let events = opened.events;
  for (let leg = 0; leg < 12; leg++) {
    const timetable = [1, 2].map((number) => ({
      at: state.createdAt + state.at + 900 * number,
      command: { type: 'injectFault', lane: 'all', ...randomFault(1_000 * seed + 10 * leg + number) } as const,
    }));
    const set = state.lanes[0]!.seats.map((seat): GameEvent => ({
      type: 'policySet',
      at: state.at,
      lane: 'L1' as LaneId,
      seat: seat.id,
      policy: policyFor(seat.role, seat.id, seed, leg),
    }));
    state = evolveAll(state, set);
    const game = playBots(state, state.createdAt + state.at + 6_000, { timetable });
    state = game.state;
    events = [...events, ...set, ...game.events];
  }
  return events;
}

function policyFor(role: Policy['role'], seat: SeatId, seed: number, leg: number): Policy {
  const coin = (what: string) => random(seed, leg, seat, what) < 0.5;
  switch (role) {
    case 'producer':
      return {
        ...naivePolicies.producer,
        waitForConfirm: random(seed, leg, seat, 'wait') < 0.8,
        retries: randomInt(0, 4, seed, leg, seat, 'retries'),
        retryId: coin('id') ? 'same' : 'fresh',
      };
    case 'broker':
      return {
        ...naivePolicies.broker,
        store: coin('store'),
        confirm: (['before-store', 'after-store', 'never'] as const)[randomInt(0, 2, seed, 'confirm')]!,
        ackMode: coin('mode') ? 'manual' : 'auto',
        visibilityMs: coin('clock') ? 2_000 : 0,
        deliveryLimit: coin('limit') ? 3 : 0,
      };
    case 'consumer':
      return {
        ...naivePolicies.consumer,
        ack: coin('ack') ? 'before' : 'after',
        work: (['charge', 'check-charge-record', 'commit'] as const)[randomInt(0, 2, seed, leg, seat, 'work')]!,
        log: coin('log') ? 'durable' : 'volatile',
        idempotencyKey: coin('key'),
      };
  }
}

/** The same log as a round in which machines have policies and no order ever closes. */
function keepingAll(log: readonly GameEvent[]): readonly GameEvent[] {
  return log.flatMap((event): readonly GameEvent[] => {
    if (event.type !== 'roundStarted') return [event];
    const policies = event.lanes.flatMap(({ id: lane, seats }) =>
      seats.map((seat): GameEvent => {
        const policy = naivePolicies[seat.role];
        return { type: 'policySet', at: event.at, lane, seat: seat.id, policy };
      }),
    );
    return [{ ...event, settings: { ...event.settings, autopilot: false } }, ...policies];
  });
}

const games = Array.from({ length: 40 }, (_, index) => playedRound(index + 1));

/** Each game cut at some places, with closing and without. */
function* cuts(): Generator<{ closing: SessionState; keeping: SessionState; log: readonly GameEvent[]; name: string }> {
  for (const [index, log] of games.entries()) {
    for (const part of [0.15, 0.4, 0.7, 0.9, 1]) {
      const cut = log.slice(0, Math.ceil(log.length * part));
      const closing = evolveAll(emptySession, cut);
      const keeping = { ...evolveAll(emptySession, keepingAll(cut)), settings: closing.settings };
      yield { closing, keeping, log: cut, name: `game ${index + 1} up to event ${cut.length}` };
    }
  }
}

test('SCO-17 tally, points, outcomes and customers are the same as if no order had ever closed', () => {
  const closed: Record<string, number> = {};
  for (const { closing, keeping, name } of cuts()) {
    const [lane, all] = [closing.lanes[0]!, keeping.lanes[0]!];
    const now = gameTime(closing, closing.at);
    for (const when of ['live', 'bell'] as const) {
      const { orders, ...sums } = laneResult(lane, closing.settings, when, now);
      const { orders: every, ...expected } = laneResult(all, closing.settings, when, now);
      expect(sums, `${name}, ${when}`).toEqual(expected);
      const open = new Set(lane.orders.map(({ id }) => id));
      expect(orders).toEqual(every.filter(({ order }) => open.has(order)));
    }
    for (const [how, count] of Object.entries(lane.closed!)) closed[how] = (closed[how] ?? 0) + count;
  }
  // Each way of ending is met.
  expect(Math.min(...Object.values(closed))).toBeGreaterThan(10);
});

test('ENG-110 views, due events and the machines’ next steps are the same as if no order had ever closed', () => {
  let choices = 0;
  for (const { closing, keeping, name } of cuts()) {
    const [lane, all] = [closing.lanes[0]!, keeping.lanes[0]!];
    expect(viewLane(closing, lane), name).toEqual(viewLane(keeping, all));
    expect(nextDueAt(closing), name).toBe(nextDueAt(keeping));
    for (const { id, role } of lane.seats) {
      const [view, whole] = [viewSeat(closing, lane.id, id)!, viewSeat(keeping, all.id, id)!];
      if (role === 'consumer') expect(view, name).toEqual(whole);
      if (role === 'broker') expect(view.broker?.copies, name).toEqual(whole.broker?.copies);
      const { settings, seed } = closing;
      if (role === 'broker' && naiveNever(lane.seats.find((seat) => seat.id === id)?.policy)) continue;
      const context = { settings, seed, now: gameTime(closing, closing.at) + 1_000 };
      const choice = chooseBotAction(view, context);
      expect(choice, `${name}, ${id}`).toEqual(chooseBotAction(whole, context));
      if (choice) choices++;
    }
  }
  expect(choices).toBeGreaterThan(300);
});

/** A broker that never confirms lists its receipts for nobody. */
function naiveNever(policy: Policy | undefined): boolean {
  return policy?.role === 'broker' && policy.confirm === 'never';
}

test('SCO-15 SCO-16 the series are the same as if no order had ever closed', () => {
  for (const log of games.slice(0, 12)) {
    const series = (events: readonly GameEvent[], autopilot: boolean) => {
      let folded = noSeries;
      let state = emptySession;
      for (const event of events) {
        // Series are kept of rounds on autopilot.
        const started =
          event.type === 'roundStarted' ? { ...event, settings: { ...event.settings, autopilot: true } } : event;
        const before = autopilot ? state : { ...state, settings: { ...state.settings, autopilot: true } };
        folded = foldSeries(folded, before, started);
        state = evolveAll(state, [event]);
      }
      return folded;
    };
    expect(series(log, true)).toEqual(series(keepingAll(log), false));
  }
});

test('SCO-18 the log holds every order, and every line of the ledger, also after the state has dropped them', () => {
  let [held, placed] = [0, 0];
  for (const log of games.slice(0, 12)) {
    const whole = [...log, { type: 'bellRang', at: log.at(-1)!.at } as const];
    let state = emptySession;
    let board = emptyScoreboard;
    for (const event of whole) {
      state = evolveAll(state, [event]);
      board = foldScoreboard(board, state, event);
    }
    const told = board.rounds[0]!.lanes[0]!;
    const full = withDetails(board, whole).rounds[0]!.lanes[0]!;
    const keeping = evolveAll(emptySession, keepingAll(whole)).lanes[0]!;
    expect(full.orders).toEqual(orderResults(keeping, state.settings, 'bell'));
    expect(full.orders.length).toBe(keeping.counts.orders);
    expect(full.ledger.length).toBe(keeping.counts.effects);
    held += told.orders.length;
    placed += full.orders.length;
    expect({ ...full, orders: [], ledger: [] }).toEqual({ ...told, orders: [], ledger: [] });
    expect(foldLedger(whole)[0]?.lanes[0]?.tally).toEqual(full.tally);
  }
  // A game may end while much is under way; over all of them the state has let most orders go.
  expect(held).toBeLessThan(placed / 3);
});

test('MOM-2 a loss is shown whether its order has closed or not', () => {
  let losses = 0;
  for (const log of games) {
    const whole = [...log, { type: 'bellRang', at: log.at(-1)!.at } as const];
    const lane = evolveAll(emptySession, keepingAll(whole)).lanes[0]!;
    const lost = new Set(
      orderResults(lane, evolveAll(emptySession, log).settings, 'bell').flatMap(({ order, outcome }) =>
        outcome === 'lost' || outcome === 'lost-silently' ? [order] : [],
      ),
    );
    for (const { kind, orders } of moments(whole)) {
      if (kind !== 'silent-loss' && kind !== 'known-loss') continue;
      losses++;
      expect(lost.has(orders[0]!)).toBe(true);
    }
  }
  expect(losses).toBeGreaterThan(20);
});

test('ENG-110 a state is no larger after ten times as many orders', () => {
  const settings = roundWith({
    contract: 'at-least-once',
    autopilot: true,
    level: 'senior',
    paceMs: [40, 90],
    roundMs: 1_200_000,
    orderEveryMs: 400,
    travelMs: [200, 500],
    overdueMs: 2_000,
  });
  const opened = openGame(settings, 3, { producers: 2, consumers: 2 });
  let { state } = opened;
  const looks: { orders: number; size: number }[] = [];
  for (let second = 2; second <= 600; second += 2) {
    state = playBots(state, state.createdAt + second * 1_000).state;
    looks.push({ orders: state.lanes[0]!.counts.orders, size: JSON.stringify(state.lanes).length });
  }
  const largest = (from: number, to: number) => Math.max(...looks.slice(from, to).map(({ size }) => size));
  const { length } = looks;
  expect(looks.at(-1)!.orders).toBeGreaterThan(9 * looks[length / 10]!.orders);
  expect(largest(length / 2, length)).toBeLessThan(1.3 * largest(0, length / 10));
  expect(tallyLive(state.lanes[0]!).effects).toBeGreaterThan(1_000);
  expect(state.lanes.every((lane) => lane.orders.length < 50)).toBe(true);
});
