import type { LaneId, OrderId } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { beforeAll, describe, expect, test } from 'vitest';
import { sessionReport, story, whatIf, type WhatIfAnswer } from '../src/index.ts';
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
  const [report] = sessionReport(events).rounds;
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

  describe('in what would have been', () => {
    let answer: WhatIfAnswer | undefined;
    beforeAll(() => {
      answer = whatIf(events, { round: 1, lane, seats: 'all', contract: 'exactly-once' });
    });

    test('are all there, each with what it asked for', () => {
      expect(answer?.orders.map(({ order, content }): [OrderId, unknown] => [order, content])).toEqual([...placed]);
    });

    test('came to what both tallies say', () => {
      expect(answer?.was.tally.lost).toBeGreaterThan(answer?.now.tally.lost ?? Infinity);
      const lost = (which: 'was' | 'now') =>
        answer?.orders.filter((order) => order[which].outcome.startsWith('lost')).length;
      expect([lost('was'), lost('now')]).toEqual([answer?.was.tally.lost, answer?.now.tally.lost]);
      const effects = (which: 'was' | 'now') => answer?.orders.reduce((sum, order) => sum + order[which].effects, 0);
      expect([effects('was'), effects('now')]).toEqual([answer?.was.tally.effects, answer?.now.tally.effects]);
    });
  });
});
