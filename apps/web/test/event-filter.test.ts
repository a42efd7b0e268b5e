import type { LaneId, OrderId, PlayerId } from '@ack-attack/engine';
import { ReplayCursor } from '@ack-attack/replay';
import { describe, expect, test } from 'vitest';
import { troubledSession } from '../../../packages/replay/test/recorded-session.ts';
import { isFiltering, outcomeLookup, passes, type EventFilter } from '../src/replay/words/event-filter.ts';
import { roundLines } from '../src/replay/words/round-lines.ts';
import { roundTimelines } from '../src/replay/base/round-timeline.ts';

const { events } = troubledSession();
const cursor = new ReplayCursor(events);
cursor.seek(cursor.length);
const [first] = roundTimelines(events).rounds;
const lines = first ? roundLines(events, first) : [];
const outcomeOf = outcomeLookup(cursor.scoreboard.rounds[0]);
const kept = (filter: EventFilter) => lines.filter((line) => passes(line, filter, outcomeOf));

describe('a filter of events', () => {
  test('lets all through that is not asked about', () => {
    expect(lines.length).toBeGreaterThan(100);
    expect(kept({})).toEqual(lines);
    expect([isFiltering({}), isFiltering({ leg: 'ack' }), isFiltering({ leg: undefined })]).toEqual([
      false,
      true,
      false,
    ]);
  });

  test('by student keeps the student’s actions, deliveries and faults', () => {
    const student = 'ana' as PlayerId;
    const own = kept({ student });
    expect(own.length).toBeGreaterThan(0);
    expect(own.every(({ who, to, about }) => [who?.player, to?.player, about].includes(student))).toBe(true);
    expect(own.some(({ event }) => event.type === 'playerDisconnected')).toBe(true);
    expect(kept({ student: 'nobody' as PlayerId })).toEqual([]);
  });

  test('by leg keeps its packets from sending to their end', () => {
    const types = new Set(kept({ leg: 'publish' }).map(({ event }) => event.type));
    expect([...types].sort()).toEqual(['packetArrived', 'packetDropped', 'packetSent']);
  });

  test('by role keeps both ends of a packet', () => {
    const brokers = kept({ role: 'broker' });
    expect(brokers.some(({ who }) => who?.role === 'broker')).toBe(true);
    expect(brokers.some(({ who, to }) => who?.role === 'producer' && to?.role === 'broker')).toBe(true);
    expect(brokers.some(({ who, to }) => who?.role === 'producer' && !to)).toBe(false);
  });

  test('by outcome keeps the orders that ended so', () => {
    const lost = new Set(kept({ outcome: 'lost' }).map(({ order }) => order));
    const bell = cursor.scoreboard.rounds[0]?.lanes.flatMap(({ orders }) => orders) ?? [];
    expect(lost).toEqual(new Set(bell.filter(({ outcome }) => outcome === 'lost').map(({ order }) => order)));
    expect(outcomeOf('L9' as LaneId, 'o1' as OrderId)).toBeUndefined();
  });
});
