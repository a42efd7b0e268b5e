import type { PacketId } from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import { formatShiViz } from '../src/index.ts';
import { troubledSession } from './recorded-session.ts';

const { events } = troubledSession(7);
const [parser = '', delimiter = '', ...rest] = formatShiViz(events).split('\n');

/** As ShiViz does it: the first line reads events, the second cuts executions apart. */
function executions() {
  const log = rest.join('\n');
  const names = [...log.matchAll(new RegExp(delimiter, 'gm'))].map((match) => match.groups?.['trace']);
  const parts = log.split(new RegExp(delimiter.replace('?<trace>', '?:'), 'm')).slice(1);
  return parts.map((part, index) => ({
    name: names[index],
    text: part,
    events: [...part.matchAll(new RegExp(parser, 'g'))].map(({ groups = {} }) => ({
      event: groups['event'] ?? '',
      host: groups['host'] ?? '',
      clock: JSON.parse(groups['clock'] ?? '') as Record<string, number>,
    })),
  }));
}

describe('a log for ShiViz', () => {
  const found = executions();

  test('has one execution for each lane of each round', () => {
    expect(found.map(({ name }) => name)).toEqual(['round 1 lane L1', 'round 2 lane L1']);
  });

  test('is read to the last line by the expression in its first', () => {
    for (const { text, events: read } of found) {
      expect(read.length).toBeGreaterThan(20);
      expect(read.length * 2).toBe(text.trim().split('\n').length);
    }
  });

  test('counts each host’s own events from 1 and forgets nothing that a host has heard', () => {
    for (const { events: read } of found) {
      const last = new Map<string, Record<string, number>>();
      for (const { host, clock } of read) {
        const before = last.get(host) ?? {};
        expect(clock[host]).toBe((before[host] ?? 0) + 1);
        for (const [other, time] of Object.entries(before)) expect(clock[other]).toBeGreaterThanOrEqual(time);
        last.set(host, clock);
      }
      expect([...last.keys()].sort()).toEqual(expect.arrayContaining(['Bank', 'L1.B1', 'L1.C1', 'L1.P1']));
    }
  });

  test('gives the receiver all that the sender knew', () => {
    for (const { events: read } of found) {
      const sent = new Map<string, Record<string, number>[]>();
      let received = 0;
      for (const { event, clock } of read) {
        const [, verb, packet = ''] = /^(send|receive) (.*)$/.exec(event) ?? [];
        if (verb === 'send') sent.set(packet, [...(sent.get(packet) ?? []), clock]);
        if (verb !== 'receive') continue;
        received++;
        const heard = (sent.get(packet) ?? []).some((from) =>
          Object.entries(from).every(([host, time]) => (clock[host] ?? 0) >= time),
        );
        expect(heard, event).toBe(true);
      }
      expect(received).toBeGreaterThan(5);
    }
  });

  test('does not let a lost packet be received', () => {
    const dropped = new Set<PacketId>();
    for (const event of events) if (event.type === 'packetDropped') dropped.add(event.packet);
    expect(dropped.size).toBeGreaterThan(0);
    const arrivals = events.filter(({ type }) => type === 'packetArrived').length;
    const receives = found.flatMap(({ events: read }) => read).filter(({ event }) => event.startsWith('receive'));
    expect(receives).toHaveLength(arrivals);
  });
});
