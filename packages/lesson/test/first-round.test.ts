import { playBots, type PlayOptions } from '@ack-attack/bots';
import { openGame } from '@ack-attack/bots/testing';
import { laneResult } from '@ack-attack/scoring';
import { gameTime, type FaultPlan, type GameEvent } from '@ack-attack/engine';
import { expect, test } from 'vitest';
import { firstRound, settingsFor } from '../src/index.ts';

const { contract, level, change, id, steps } = firstRound;
const seeds = Array.from({ length: 100 }, (_, seed) => seed);

/** The round with bots at every machine, up to its bell. */
function play(seed: number, options: PlayOptions = {}) {
  const settings = { ...settingsFor(contract, level), ...change };
  const opened = openGame(settings, seed, { producers: 1, consumers: 1 });
  const startedAt = opened.state.createdAt + opened.state.at;
  const plan: FaultPlan = { id, name: 'First', teaches: 'Doubt', contract, level, steps };
  const start = { at: startedAt, command: { type: 'startPlan' as const, plan } };
  const { state, events } = playBots(opened.state, startedAt + change.roundMs, { ...options, timetable: [start] });
  const lane = state.lanes[0]!;
  const { tally, end } = laneResult(lane, settings, 'bell', gameTime(state, state.at));
  const lost = events.flatMap((event) => (event.type === 'packetDropped' ? [event.packet] : []));
  const legs = events.flatMap((event) =>
    event.type === 'packetSent' && lost.includes(event.packet.id) ? [event.packet.load.leg] : [],
  );
  const count = (type: GameEvent['type']) => events.filter((event) => event.type === type).length;
  return { tally, end, legs, orders: count('orderPlaced'), charges: count('cardCharged') };
}

test('a producer that resends what was not confirmed has its first customer served twice, and no other', () => {
  for (const seed of seeds) {
    const { tally, end, legs, orders, charges } = play(seed);
    expect(legs).toEqual(['confirm']);
    expect(tally).toMatchObject({ lost: 0, duplicates: 1 });
    expect(end).toBe('kept');
    expect([2, 3]).toContain(orders);
    expect(charges).toBe(orders + 1);
  }
});

test('one that gives the order up after its first send sees the same, and its customers are served once', () => {
  for (const seed of seeds) {
    const sent = new Set<unknown>();
    const { tally, legs } = play(seed, {
      act: (_seat, action) => {
        if (action.do !== 'publish') return action;
        const first = !sent.has(action.order);
        sent.add(action.order);
        return first ? action : undefined;
      },
    });
    expect(legs).toEqual(['confirm']);
    expect(tally).toMatchObject({ lost: 0, duplicates: 0 });
  }
});
