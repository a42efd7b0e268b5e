import { contracts, type Contract, type PlayerId } from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import {
  foldLedger,
  foldScoreboard,
  emptyScoreboard,
  laneResult,
  serviceTerms,
  type LaneResult,
} from '../src/index.ts';
import { LaneScript, handedOver, inStore } from './lane-script.ts';

const timeMs = 12_000;
const judged = (contract: Contract = 'at-least-once', scoringVersion = 2) => ({
  contract,
  freshMs: 0,
  overdueMs: timeMs / 2,
  scoringVersion,
});
const atBell = (script: LaneScript, contract?: Contract): LaneResult =>
  laneResult(script.lane, judged(contract), 'bell', script.now);

/** So many orders that their customers got, of the first `all`; the others stay with their producer. */
function served(count: number, all: number): LaneScript {
  const script = new LaneScript();
  for (let n = 1; n <= all; n++) {
    if (n <= count) handedOver(script, n).consume('charge', `d${n}`).consume('ack', `d${n}`).settle();
    else script.order();
  }
  return script;
}

describe('a customer', () => {
  test('SCO-21 is served by an effect, however late, and by a second one not again', () => {
    const script = handedOver(new LaneScript(), 1).wait(60_000).consume('charge', 'd1').consume('charge', 'd1');
    const late = laneResult(script.lane, { ...judged(), freshMs: 10_000 }, 'bell', script.now);
    expect(late.service).toEqual({ served: 1, due: 1 });
  });

  test('SCO-21 whose order is pending is due once the order has had its time', () => {
    const script = new LaneScript().order();
    const placedAt = script.lane.orders[0]!.placedAt;
    const dueAt = (at: number) => laneResult(script.lane, judged(), 'bell', at).service.due;
    expect([dueAt(placedAt + timeMs - 1), dueAt(placedAt + timeMs)]).toEqual([0, 1]);
  });

  test('SCO-21 waits longer where a player of the lane has more time, and by the log alone too', () => {
    const script = new LaneScript({ overdueMs: timeMs / 2 }).staff().order();
    const placedAt = script.lane.orders[0]!.placedAt;
    const dueAt = (at: number, scoringVersion = 3, autopilot = false) =>
      laneResult(script.lane, { ...judged('at-least-once', scoringVersion), autopilot }, 'bell', at).service.due;
    expect(dueAt(placedAt + timeMs)).toBe(1);
    script.host({ type: 'giveExtraTime', player: 'C1' as PlayerId, factor: 2 });
    expect([dueAt(placedAt + timeMs), dueAt(placedAt + 2 * timeMs - 1), dueAt(placedAt + 2 * timeMs)]).toEqual([
      0, 0, 1,
    ]);
    expect([dueAt(placedAt + timeMs, 2), dueAt(placedAt + timeMs, 3, true)]).toEqual([1, 1]);
    for (const [waited, due] of [
      [timeMs, 0],
      [timeMs, 1],
    ] as const) {
      // The next event of the log says how late it is.
      script.wait(waited).host({ type: 'pauseRound' }).host({ type: 'resumeRound' });
      expect(foldLedger(script.log)[0]?.lanes[0]?.service.due).toBe(due);
    }
  });

  test('SCO-21 whose order is lost, given up or parked is due at once, and not served', () => {
    expect(atBell(new LaneScript().order().giveUp('o1')).service).toEqual({ served: 0, due: 1 });
    expect(atBell(inStore(new LaneScript(), 1).park('k1')).service).toEqual({ served: 0, due: 1 });
    const silent = new LaneScript().order().publish('o1').settle().confirm('k1').settle().crash('broker');
    expect(atBell(silent).service).toEqual({ served: 0, due: 1 });
  });

  test('SCO-21 whose order nobody can process is not due once it is parked, and due until then', () => {
    const script = inStore(new LaneScript({ poisonRate: 1 }), 1);
    expect(laneResult(script.lane, judged(), 'bell', script.now + timeMs).service.due).toBe(1);
    script.park('k1');
    expect(laneResult(script.lane, judged(), 'bell', script.now + timeMs).service.due).toBe(0);
  });

  test('SCO-21 has as much time as two tries take', () => {
    for (const contract of contracts) expect(serviceTerms({ contract, overdueMs: 9_000 }).timeMs).toBe(18_000);
  });
});

describe('a lane', () => {
  test('SCO-22 that lets its orders lie has not served, whatever the contract', () => {
    const script = served(0, 4).wait(timeMs);
    for (const contract of contracts) {
      const { end, kept, tally } = atBell(script, contract);
      expect([end, kept]).toEqual(['not-served', false]);
      // The vectors' verdict stays what it was.
      expect(tally.verdict[contract]).toBe('kept');
    }
  });

  test('SCO-22 serves from one customer in three on, in four where orders may get lost', () => {
    const ends = (contract: Contract, due: number) =>
      [0, 1, 2].map((n) => atBell(served(n, due).wait(timeMs), contract).end);
    expect(ends('at-least-once', 3)).toEqual(['not-served', 'kept', 'kept']);
    expect(ends('exactly-once', 4)).toEqual(['not-served', 'not-served', 'kept']);
    expect(ends('at-most-once', 4)).toEqual(['not-served', 'kept', 'kept']);
  });

  test('SCO-22 that serves is judged by its contract, and one that does not is not', () => {
    const broken = served(2, 2).order().giveUp('o3');
    expect(atBell(broken).end).toBe('broken');
    expect(atBell(broken, 'at-most-once').end).toBe('kept');
    const struck = new LaneScript().order().giveUp('o1');
    expect([atBell(struck).end, atBell(struck).tally.verdict['at-least-once']]).toEqual(['not-served', 'broken']);
  });

  test('SCO-22 SCO-23 without an order that had time owes nobody anything, and has served nobody either', () => {
    for (const script of [new LaneScript(), new LaneScript().order()]) {
      expect(atBell(script)).toMatchObject({ end: 'not-served', points: 0 });
    }
    expect(atBell(served(1, 1)).end).toBe('kept');
  });

  test('SCO-23 that does not serve has a point less for each hundredth of its customers, and nobody has less', () => {
    const points = (count: number, all: number) => atBell(served(count, all).wait(timeMs)).points;
    expect([points(0, 4), points(1, 4), points(0, 1), points(1, 7)]).toEqual([-100, -75, -100, -85]);
    const struck = new LaneScript();
    for (let n = 1; n <= 20; n++) struck.order().giveUp(`o${n}`);
    expect(atBell(struck).points).toBe(-100);
  });

  test('SCO-23 that serves has the sum of its orders, and no debt', () => {
    expect(atBell(served(2, 2)).points).toBe(20);
    const storm = handedOver(new LaneScript(), 1);
    for (let times = 0; times < 4; times++) storm.consume('charge', 'd1');
    expect([atBell(storm, 'exactly-once').points, atBell(storm, 'at-least-once').points]).toEqual([0, 10 - 6]);
  });
});

describe('an order that is done', () => {
  const settled = (script: LaneScript, contract?: Contract, version = 3) => {
    const { points, unsettled } = laneResult(script.lane, judged(contract, version), 'bell', script.now);
    return [points, unsettled];
  };
  const charged = () => handedOver(new LaneScript(), 1).consume('charge', 'd1');
  const inMemory = () => new LaneScript().order().publish('o1').settle().confirm('k1').settle().deliver('k1').settle();

  test('SCO-25 is settled once its producer is told, a copy was stored and the broker has none left', () => {
    expect(settled(charged())).toEqual([5, 1]);
    expect(settled(charged().consume('ack', 'd1').settle())).toEqual([10, undefined]);
    const untold = new LaneScript().order().publish('o1').settle().store('k1').deliver('k1').settle();
    expect(settled(untold.consume('charge', 'd1').consume('ack', 'd1').settle())).toEqual([5, 1]);
    expect(settled(untold.confirm('k1').settle())).toEqual([10, undefined]);
  });

  test('SCO-25 is not settled by a confirm of what nobody stored', () => {
    expect(settled(inMemory().consume('charge', 'd1').consume('ack', 'd1').settle())).toEqual([5, 1]);
  });

  test('SCO-25 brings all of its points under at-most-once and under the rules before', () => {
    expect(settled(charged(), 'at-most-once')).toEqual([10, undefined]);
    expect(settled(charged(), 'exactly-once', 2)).toEqual([10, undefined]);
  });
});

test('SCO-24 a round is judged by the rules it started under, and one of an older log by the first', () => {
  const script = served(0, 4).wait(timeMs).bell();
  expect(script.state.settings.scoringVersion).toBe(3);
  const board = foldScoreboard(emptyScoreboard, script.state, { type: 'bellRang', at: script.state.at });
  expect(board.rounds[0]?.lanes[0]).toMatchObject({ end: 'not-served', points: -100 });
  const { scoringVersion: _none, ...before } = script.state.settings;
  const old = foldScoreboard(
    emptyScoreboard,
    { ...script.state, settings: before },
    { type: 'bellRang', at: script.state.at },
  );
  expect(old.rounds[0]?.lanes[0]).toMatchObject({ end: 'kept', points: 0, service: { served: 0, due: 4 } });
});
