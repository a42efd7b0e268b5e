import { openGame, playAnything, roundWith } from '@ack-attack/bots/testing';
import {
  evolveAll,
  gameTime,
  emptySession,
  naivePolicies,
  randomInt,
  type BrokerPolicy,
  type GameEvent,
  type RoundSettings,
  type SessionState,
} from '@ack-attack/engine';
import { expect, test } from 'vitest';
import { foldLedger, laneResult, pointsPerOrder } from '../src/index.ts';
import { booksOfState, sharedWith, sumsOf } from './books-of-state.ts';

/** A round with a broker that acts by itself in some of its ways, and now and then on autopilot. */
function anySettings(seed: number): RoundSettings {
  const one = <T>(purpose: string, ...of: readonly T[]): T => of[randomInt(0, of.length - 1, seed, purpose)]!;
  return roundWith(
    {
      roundMs: 60_000,
      orderEveryMs: 2_000,
      travelMs: [100, 900],
      poisonRate: one('poison', 0, 0.6),
      workMs: one(
        'work',
        { check: 0, charge: 0, record: 0, commit: 0 },
        { check: 50, charge: 500, record: 50, commit: 500 },
      ),
      autopilot: one('autopilot', false, false, true),
    },
    {
      visibilityMs: one('visibility', 0, 2_000, 6_000),
      dedupWindowMs: one('window', 0, 3_000),
      brokerDedup: one('dedup', false, true),
      brokerDedupWindowMs: one('broker window', 0, 3_000),
      deliveryLimit: one('limit', 0, 1, 3),
      prefetch: one('prefetch', 0, 1, 3),
      requeueOnCrash: one('requeue', false, true),
      doubleAck: one('double', 'ignored', 'closes-channel'),
      partitions: one('partitions', 0, 0, 1, 3),
      ackScope: one('scope', 'one', 'cumulative'),
      spontaneousDuplicateRate: one('spontaneous', 0, 0.3),
      staleAck: one('stale', 'ignored', 'accepted'),
    },
  );
}

/** The broker of the only lane sets an ack mode, where a round is on autopilot. */
function withPolicy(state: SessionState, events: readonly GameEvent[], seed: number) {
  const broker = state.lanes[0]?.seats.find(({ role }) => role === 'broker');
  if (!state.settings.autopilot || !broker) return { state, events };
  const policy: BrokerPolicy = { ...naivePolicies.broker, ackMode: seed % 4 ? 'manual' : 'auto', visibilityMs: 3_000 };
  const set = { type: 'policySet', at: state.at, lane: 'L1', seat: broker.id, policy } as GameEvent;
  return { state: evolveAll(state, [set]), events: [...events, set] };
}

function randomLog(seed: number): readonly GameEvent[] {
  const opened = openGame(anySettings(seed), seed, { producers: 2, consumers: 2 });
  const set = withPolicy(opened.state, opened.events, seed);
  const played = playAnything(set.state, 300_000, { seed, hostRate: 0.08 });
  return [...set.events, ...played.events];
}

test('SCO-14 SCO-17 the books from the log alone also follow a broker that acts by itself', () => {
  const met = new Map<string, number>();
  for (let seed = 1; seed <= 120; seed++) {
    const log = randomLog(seed);
    for (const { type } of log) met.set(type, (met.get(type) ?? 0) + 1);
    for (const share of [0.2, 0.4, 0.6, 0.8, 1]) {
      const events = log.slice(0, Math.ceil(log.length * share));
      const state = evolveAll(emptySession, events);
      const books = foldLedger(events).at(-1)?.lanes ?? [];
      const name = `game ${seed} up to event ${events.length}`;
      expect(sharedWith(state, books), name).toEqual(booksOfState(state));
      for (const lane of state.lanes) {
        const bySums = { ...state.settings, scoringVersion: 1 };
        const at = gameTime(state, state.at);
        const { points: ofEnds, outcomes } = laneResult(lane, bySums, 'bell', at);
        const { unsettled = 0 } = laneResult(lane, state.settings, 'bell', at);
        if (unsettled > 0 && lane.closed) met.set('unsettled', (met.get('unsettled') ?? 0) + 1);
        const points = ofEnds + (unsettled && unsettled * pointsPerOrder[state.settings.contract].unsettled);
        expect(books.map(sumsOf), name).toContainEqual({ lane: lane.id, points, outcomes });
      }
    }
  }
  for (const type of [
    'tagExpired',
    'channelClosed',
    'copyDeadLettered',
    'partitionsAssigned',
    'workFailed',
    'policySet',
    'unsettled',
  ])
    expect(met.get(type) ?? 0, type).toBeGreaterThan(10);
});
