import type { GameEvent, LaneId } from '@ack-attack/engine';
import { expect, test } from 'vitest';
import { story, type StoryKind } from '../src/index.ts';
import { RecordedSession } from './recorded-session.ts';

const lane = 'L1' as LaneId;

/** What the stories of a round say of each event of the log that they mention. */
function toldOf(events: readonly GameEvent[]): ReadonlyMap<number, StoryKind> {
  const orders = events.flatMap((event) => (event.type === 'orderPlaced' && event.lane === lane ? [event.order] : []));
  const beats = orders.flatMap((order) => story(events, { round: 1, lane, order })?.beats ?? []);
  return new Map(beats.map(({ version, kind }) => [version, kind]));
}

test('a packet that reached a crashed machine was not lost on its way', () => {
  const session = new RecordedSession({ predictMs: 0 }, 5);
  session.host({ type: 'startRound' });
  session.play(10_000);
  session.host({ type: 'injectFault', lane: 'all', what: { kind: 'drop', leg: 'publish' }, span: { next: 1 } });
  session.play(20_000);
  for (const role of ['broker', 'consumer'] as const) {
    session.host({ type: 'injectFault', lane: 'all', what: { kind: 'crash', role }, span: { forMs: 6_000 } });
    session.play(20_000);
  }
  const { events } = session;
  const told = toldOf(events);
  const said: Record<string, Set<StoryKind | undefined>> = { 'machine-down': new Set(), fault: new Set() };
  for (const [index, event] of events.entries()) {
    if (event.type === 'packetDropped' && event.lane === lane) said[event.reason]?.add(told.get(index + 1));
  }
  expect([...said['fault']!]).toEqual(['publish-lost']);
  expect(said['machine-down']).toContain('publish-at-crashed');
  for (const kind of said['machine-down']!) expect(kind).toMatch(/-at-crashed$/);
});
