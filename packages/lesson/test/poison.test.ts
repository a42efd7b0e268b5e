import { playBots } from '@ack-attack/bots';
import { openGame } from '@ack-attack/bots/testing';
import type { LaneId } from '@ack-attack/engine';
import { expect, test } from 'vitest';
import { settingsFor } from '../src/levels.ts';

/** A textbook lane of the middle level, whose first order no consumer can process. */
function poisoned(contract: 'at-most-once' | 'at-least-once' | 'exactly-once', seed: number) {
  const settings = { ...settingsFor(contract, 'middle'), orderEveryMs: 0 };
  const { state } = openGame(settings, seed, { producers: 1, consumers: 2 });
  const at = state.createdAt + 100;
  const order = { at, command: { type: 'placeOrder', lane: 'L1' as LaneId, poison: true } as const };
  const { events } = playBots(state, state.createdAt + settings.roundMs - 1, { timetable: [order] });
  const sent = events.flatMap((event) => (event.type === 'packetSent' ? [event.packet.load.leg] : []));
  return {
    parked: events.filter(({ type }) => type === 'copyParked').length,
    failed: events.filter(({ type }) => type === 'workFailed').length,
    deliveries: sent.filter((leg) => leg === 'deliver').length,
  };
}

test.each(['at-least-once', 'exactly-once'] as const)(
  'the textbook of %s parks at Middle what came back ten times, and then it is quiet',
  (contract) => {
    for (const seed of [1, 2, 3]) expect(poisoned(contract, seed)).toEqual({ parked: 1, failed: 10, deliveries: 10 });
  },
);

test('the textbook of at-most-once never sends it twice, so there is nothing to park', () => {
  for (const seed of [1, 2, 3]) expect(poisoned('at-most-once', seed)).toEqual({ parked: 0, failed: 1, deliveries: 1 });
});
