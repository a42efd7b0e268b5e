import { expect, test } from 'vitest';
import { craftMarks } from '../src/index.ts';
import { undisturbedMs } from '../src/skills/slips.ts';
import { LaneScript } from './lane-script.ts';

const overdue = 6_000;

/** Orders that were sent and whose confirm is overdue. */
function unconfirmed(orders: number): LaneScript {
  const script = new LaneScript({ overdueMs: overdue }).staff();
  for (let order = 1; order <= orders; order++) script.order().wait(1_000).publish(`o${order}`).wait(1_000);
  return script.wait(overdue);
}

const notYet = (script: LaneScript) =>
  craftMarks(script.log).flatMap(({ rule, shows }) => (shows === 'not-yet' ? rule : []));

test('MRK-30 a step against what has just changed is no mark, and one after a calm moment is', () => {
  for (const [pause, marks] of [
    [undisturbedMs - 1, []],
    [undisturbedMs, ['fresh-id-resend']],
  ] as const) {
    expect(notYet(unconfirmed(1).order().wait(pause).publish('o1'))).toEqual(marks);
  }
});

test('MRK-30 a step right after another of the same seat is no mark', () => {
  expect(notYet(unconfirmed(2).publish('o2', 'm2').wait(100).publish('o1'))).toEqual([]);
});

test('MRK-30 what is done again is a mark, however fast', () => {
  const once = () => unconfirmed(2).order().wait(10).publish('o1');
  expect(notYet(once())).toEqual([]);
  expect(notYet(once().order().wait(10).publish('o2'))).toEqual(['fresh-id-resend']);
});

test('MRK-30 what shows that something was understood needs no calm', () => {
  const script = unconfirmed(1).order().wait(10).publish('o1', 'm1');
  expect(craftMarks(script.log).map(({ rule }) => rule)).toEqual(['same-id-resend']);
});

test('MRK-30 logs of rounds under earlier rules keep their marks', () => {
  const script = unconfirmed(1).order().wait(10).publish('o1');
  const log = script.log.map((event) =>
    event.type === 'roundStarted' ? { ...event, settings: { ...event.settings, scoringVersion: 2 } } : event,
  );
  expect(craftMarks(log).map(({ rule }) => rule)).toEqual(['fresh-id-resend']);
});
