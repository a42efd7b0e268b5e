import { textbookPolicy } from '@ack-attack/bots';
import type { Contract, LaneId, OrderId, SeatId } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { foldLedger } from '@ack-attack/scoring';
import { beforeAll, describe, expect, test } from 'vitest';
import { otherLog, SessionReading, sessionReport, story, whatIf, type WhatIfAnswer } from '../src/index.ts';
import { RecordedSession } from './recorded-session.ts';

/*
 * On autopilot an order of which nothing is anywhere leaves the state (ENG-110). Whatever is told of single orders is
 * told of these as well.
 */

const lane = 'L1' as LaneId;

function autopilotSession(): RecordedSession {
  const session = new RecordedSession({ ...settingsFor('exactly-once', 'senior'), roundMs: 60_000, predictMs: 0 }, 4);
  session.host({ type: 'startRound' });
  session.play(6_000);
  for (const leg of ['publish', 'deliver', 'ack'] as const) {
    session.host({ type: 'injectFault', lane: 'all', what: { kind: 'drop', leg }, span: { rate: 0.3, forMs: 25_000 } });
  }
  session.play(90_000);
  return session;
}

describe('orders that have closed', () => {
  const { events, state } = autopilotSession();
  const placed = new Map(
    events.flatMap((event) =>
      event.type === 'orderPlaced' && event.lane === lane ? [[event.order, event.content] as const] : [],
    ),
  );
  const open = state.lanes.find(({ id }) => id === lane)?.orders ?? [];
  const [report] = sessionReport(new SessionReading(events)).rounds;
  const told = report?.lanes.find((one) => one.lane === lane);

  test('are most of them, so that the state alone could tell of few', () => {
    expect(placed.size).toBeGreaterThan(open.length * 2);
    expect(told?.tally.lost).toBeGreaterThan(open.length);
  });

  test('are in the report’s outcomes', () => {
    expect(Object.values(told?.outcomes ?? {}).reduce((sum, count) => sum + count, 0)).toBe(placed.size);
    expect(told?.outcomes['lost-silently']).toBe(told?.tally.lost);
  });

  test('end their stories as the bell found them', () => {
    const endings = [...placed.keys()].map((order) => story(events, { round: 1, lane, order })?.ending?.outcome);
    const counted: Record<string, number> = {};
    for (const ending of endings) counted[String(ending)] = (counted[String(ending)] ?? 0) + 1;
    expect(counted).toEqual(Object.fromEntries(Object.entries(told?.outcomes ?? {}).filter(([, count]) => count > 0)));
  });

  describe('in a counterfactual', () => {
    let answer: WhatIfAnswer | undefined;
    beforeAll(() => {
      answer = whatIf(events, { round: 1, lane, seats: 'all', contract: 'exactly-once' });
    });

    test('are all there, each with its customer’s order', () => {
      expect(answer?.orders.map(({ order, content }): [OrderId, unknown] => [order, content])).toEqual([...placed]);
    });

    test('came to the ends that both tallies count', () => {
      expect(answer?.was.tally.lost).toBeGreaterThan(answer?.now.tally.lost ?? Infinity);
      const lost = (which: 'was' | 'now') =>
        answer?.orders.filter((order) => order[which].outcome.startsWith('lost')).length;
      expect([lost('was'), lost('now')]).toEqual([answer?.was.tally.lost, answer?.now.tally.lost]);
      const effects = (which: 'was' | 'now') => answer?.orders.reduce((sum, order) => sum + order[which].effects, 0);
      expect([effects('was'), effects('now')]).toEqual([answer?.was.tally.effects, answer?.now.tally.effects]);
    });
  });
});

describe('where students set policies', () => {
  const session = new RecordedSession({ ...settingsFor('exactly-once', 'senior'), roundMs: 40_000, predictMs: 0 }, 6);
  const players = ['ana', 'ben', 'cleo', 'dan'].map((id) => session.join(id));
  for (const player of players) session.server({ type: 'setPlayerConnected', player, connected: true });
  session.host({ type: 'startRound' });
  let seq = 0;
  const setAll = (contract: Contract) => {
    for (const { player, role } of session.state.lanes[0]?.seats ?? []) {
      if (!player) continue;
      const policy = textbookPolicy(contract, role, session.state.settings);
      session.submit({ by: 'player', player, seq: ++seq, id: `policy-${seq}`, command: { type: 'setPolicy', policy } });
    }
  };
  session.play(3_000);
  setAll('at-most-once');
  session.host({
    type: 'injectFault',
    lane,
    what: { kind: 'drop', leg: 'deliver' },
    span: { rate: 0.4, forMs: 15_000 },
  });
  session.play(12_000);
  setAll('at-least-once');
  session.play(60_000);
  const { events } = session;

  test('the same again is the same to the packet, orders that have closed with it', () => {
    const answer = whatIf(events, { round: 1, lane, seats: 'none', contract: 'exactly-once' });
    const packets = (log: typeof events) =>
      log.flatMap((event) => (event.type === 'packetSent' && event.lane === lane ? [event.packet] : []));
    expect(packets([...(answer?.events ?? [])])).toEqual(packets(events));
    expect(answer?.orders.length).toBeGreaterThan(20);
    expect(answer?.orders.filter(({ differs }) => differs)).toEqual([]);
    expect(answer?.was.tally.lost).toBeGreaterThan(0);
    expect(answer?.now).toEqual(answer?.was);
  });

  test.each(['all', 'L1.P1', 'L1.B1', 'L1.C1'] as const)(
    'both games are judged by every contract as their logs would be: %s',
    (seats) => {
      const answer = whatIf(events, { round: 1, lane, seats: seats as SeatId, contract: 'exactly-once' });
      const bell = events.findIndex(({ type }) => type === 'bellRang');
      const logs = answer && { was: events.slice(0, bell + 1), now: otherLog(events, answer) };
      for (const judged of answer?.judged ?? []) {
        for (const which of ['was', 'now'] as const) {
          const { contract, points } = judged[which];
          const log = logs?.[which].map((event) =>
            event.type === 'roundStarted' ? { ...event, settings: { ...event.settings, contract } } : event,
          );
          const orders = foldLedger(log ?? [])[0]?.lanes.find((one) => one.lane === lane)?.orders ?? [];
          expect(points).toBe(orders.reduce((sum, order) => sum + order.points, 0));
        }
      }
      expect(answer?.judged).toHaveLength(3);
    },
  );
});
