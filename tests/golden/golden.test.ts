import { readdirSync, readFileSync } from 'node:fs';
import type { GameEvent } from '@ack-attack/engine';
import { parseArchive } from '@ack-attack/replay';
import { describe, expect, test } from 'vitest';
import { expectedOf, type ExpectedLane } from './expected.ts';
import { handPlayed } from './hand-played.ts';

const folder = new URL('.', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const recorded = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));

describe('logs that earlier versions recorded', () => {
  test('are here, and every kind of broker is among them', () => {
    expect(recorded.filter((name) => /^0\.1\.0-senior-/.test(name))).toHaveLength(5);
    expect(recorded).toContain('0.1.0-middle-troubled.jsonl');
  });

  test('are not all played by bots: one was tapped by people, with errors', () => {
    expectPeople(read('0.1.0-middle-by-hand.jsonl'));
  });

  test.each(recorded)('%s replays to the tally it had', (name) => {
    const expected = JSON.parse(read(name.replace(/jsonl$/, 'expected.json'))) as readonly ExpectedLane[];
    expect(expected.some(({ ledger }) => ledger.length > 0)).toBe(true);
    expect(expectedOf(parseArchive(read(name)).events)).toEqual(expected);
  });
});

test('the next version’s log of people can be recorded', async () => {
  const archive = await handPlayed();
  expectPeople(archive);
  expect(expectedOf(parseArchive(archive).events)).toHaveLength(1);
});

function expectPeople(archive: string): void {
  const { events } = parseArchive(archive);
  const taps = events.filter((event) => event.type === 'commandAccepted' && event.by !== 'host');
  expect(taps.length).toBeGreaterThan(30);
  const [lane] = expectedOf(events);
  expect(lane?.tally.duplicates).toBe(1);
  expect(lane?.tally.lost).toBe(1);
  // Phones that went, and a prediction that was changed.
  const count = (type: GameEvent['type']) => events.filter((event) => event.type === type).length;
  expect([count('playerJoined'), count('playerDisconnected'), count('predictionMade')]).toEqual([3, 2, 4]);
}
