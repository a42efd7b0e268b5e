import { expect, it } from 'vitest';
import { WriterHint } from '../src/room/writer-hint.ts';
import { ManualClock } from './manual-clock.ts';

function turn({ alone = false, used = true } = {}) {
  const clock = new ManualClock();
  const peers = { self: 'a', alone, isAlive: () => true };
  return { clock, turn: new WriterHint({ runtime: clock, peers, random: () => 0.5, isUsed: () => used }) };
}

it('whoever wrote last does at once what is due, and the others leave it some time', () => {
  const { turn: own } = turn();
  own.wrote();
  expect([own.mine, own.delayMs(), own.isBots()]).toEqual([true, 0, true]);
  own.heard();
  expect([own.mine, own.delayMs(), own.isBots()]).toEqual([false, 150, false]);
  expect(turn({ used: false }).turn.delayMs()).toBe(1_500);
  expect(turn({ alone: true }).turn.delayMs()).toBe(0);
});

it('bots act from here once the one whose turn it was has been silent', async () => {
  const { clock, turn: own } = turn();
  own.heard();
  await clock.advance(1_650);
  expect(own.isBots()).toBe(false);
  await clock.advance(1);
  expect(own.isBots()).toBe(true);
});
