import { contracts, type Contract } from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import { laneResult, ledger, orderResults, type OrderResult } from '../src/index.ts';
import { LaneScript, handedOver, inStore } from './lane-script.ts';

const never = { freshMs: 0 };
const byFirstRules = (contract: Contract) => ({ contract, ...never, overdueMs: 0, scoringVersion: 1 });

function only(script: LaneScript, contract: Contract, freshMs = 0): OrderResult {
  const results = orderResults(script.lane, { contract, freshMs }, 'bell');
  expect(results).toHaveLength(1);
  return results[0]!;
}

/** Points of one story under each contract, weakest first. */
function pointsOf(script: LaneScript, freshMs = 0): number[] {
  return contracts.map((contract) => only(script, contract, freshMs).points);
}

describe('an order', () => {
  test('SCO-8 SCO-9 done once in time', () => {
    const script = handedOver(new LaneScript(), 1).consume('charge', 'd1');
    const [effect] = script.lane.effects;
    expect(only(script, 'exactly-once')).toEqual({
      order: 'o1',
      outcome: 'done',
      effects: 1,
      points: 10,
      doneAt: effect!.at,
    });
    expect(pointsOf(script)).toEqual([10, 10, 10]);
  });

  test('SCO-8 SCO-9 is late only after the limit, and then brings nothing', () => {
    const script = handedOver(new LaneScript(), 1).consume('charge', 'd1');
    const took = script.lane.effects[0]!.at - script.lane.orders[0]!.placedAt;
    expect(only(script, 'at-most-once', took)).toMatchObject({ outcome: 'done', points: 10 });
    expect(only(script, 'at-most-once', took - 1)).toMatchObject({ outcome: 'late', points: 0 });
    expect(pointsOf(script, took - 1)).toEqual([0, 0, 0]);
  });

  test('SCO-8 SCO-9 done three times', () => {
    const script = handedOver(new LaneScript(), 1);
    for (let times = 0; times < 3; times++) script.consume('charge', 'd1');
    expect(only(script, 'exactly-once')).toMatchObject({ outcome: 'duplicated', effects: 3 });
    expect(pointsOf(script)).toEqual([10 - 30, 10 - 4, 10 - 30]);
  });

  test('SCO-8 SCO-9 a late order done twice loses the first points and pays for the second', () => {
    const script = handedOver(new LaneScript(), 1).consume('charge', 'd1').consume('charge', 'd1');
    expect(only(script, 'exactly-once', 1)).toMatchObject({ outcome: 'duplicated', effects: 2 });
    expect(pointsOf(script, 1)).toEqual([-15, -2, -15]);
  });

  test('SCO-9 a late second charge costs as much as a quick one', () => {
    const script = handedOver(new LaneScript(), 1).consume('charge', 'd1').wait(60_000).consume('charge', 'd1');
    expect(pointsOf(script, 30_000)).toEqual([-5, 8, -5]);
  });

  test('SCO-8 SCO-9 lost, and the producer knows', () => {
    const script = new LaneScript().order().giveUp('o1');
    expect(only(script, 'at-least-once')).toEqual({ order: 'o1', outcome: 'lost', effects: 0, points: -10 });
    expect(pointsOf(script)).toEqual([0, -10, -10]);
  });

  test('SCO-8 SCO-9 lost, although the producer had a confirm', () => {
    const script = new LaneScript().order().publish('o1').settle().confirm('k1').settle().crash('broker');
    expect(only(script, 'at-least-once')).toMatchObject({ outcome: 'lost-silently' });
    expect(pointsOf(script)).toEqual([0, -15, -15]);
  });

  test('SCO-8 SCO-9 pending or parked', () => {
    const pending = new LaneScript().order();
    expect(only(pending, 'exactly-once')).toMatchObject({ outcome: 'pending' });
    expect(pointsOf(pending)).toEqual([0, 0, 0]);
    const parked = inStore(new LaneScript(), 1).park('k1');
    expect(only(parked, 'exactly-once')).toMatchObject({ outcome: 'parked' });
    expect(pointsOf(parked)).toEqual([0, 0, 0]);
  });

  test('SCO-8 an order that the bell would lose is pending while it can be done', () => {
    const script = handedOver(new LaneScript(), 1).consume('ack', 'd1').settle();
    const settings = { contract: 'at-least-once', ...never } as const;
    expect(orderResults(script.lane, settings, 'live')[0]).toMatchObject({ outcome: 'pending', points: 0 });
    expect(orderResults(script.lane, settings, 'bell')[0]).toMatchObject({ outcome: 'lost-silently', points: -15 });
  });
});

test('SCO-10 by the first rules a lane has the sum of its orders and is judged by the contract of the round', () => {
  const script = handedOver(handedOver(new LaneScript(), 1), 2).consume('charge', 'd1').consume('charge', 'd1');
  script.consume('charge', 'd2').order().giveUp('o3').order();
  const of = (contract: Contract) => laneResult(script.lane, byFirstRules(contract), 'bell', script.now);
  expect(contracts.map((contract) => [of(contract).points, of(contract).kept])).toEqual([
    [10 - 15 + 10, false],
    [10 - 2 + 10 - 10, false],
    [10 - 15 + 10 - 10, false],
  ]);
  expect(of('exactly-once').orders.map(({ outcome }) => outcome)).toEqual(['duplicated', 'done', 'lost', 'pending']);
  const safe = handedOver(new LaneScript(), 1).consume('charge', 'd1').consume('charge', 'd1');
  expect(laneResult(safe.lane, byFirstRules('at-least-once'), 'bell', safe.now).kept).toBe(true);
  expect(laneResult(safe.lane, byFirstRules('exactly-once'), 'bell', safe.now).kept).toBe(false);
});

test('SCO-7 the ledger numbers the effects of each order', () => {
  const script = handedOver(handedOver(new LaneScript(), 1), 2);
  script.consume('charge', 'd1').consume('charge', 'd2').wait(500).consume('charge', 'd1');
  const [first, second] = script.lane.orders;
  const entry = { consumer: 'L1.C1' };
  const at = script.now;
  expect(ledger(script.lane)).toEqual([
    { ...entry, effect: 'e1', order: 'o1', message: 'm1', content: first!.content, at: at - 500, nth: 1 },
    { ...entry, effect: 'e2', order: 'o2', message: 'm2', content: second!.content, at: at - 500, nth: 1 },
    { ...entry, effect: 'e3', order: 'o1', message: 'm1', content: first!.content, at, nth: 2 },
  ]);
});

test('SCO-7 a call that the bank knew by its key has no line', () => {
  const script = handedOver(new LaneScript({}, { bankKeys: true }), 1)
    .consume('charge', 'd1')
    .consume('charge', 'd1');
  expect(script.lane.hands[0]!.charges).toBe(2);
  expect(ledger(script.lane)).toHaveLength(1);
});
