import { readdirSync, readFileSync } from 'node:fs';
import { parseArchive } from '@ack-attack/replay';
import { describe, expect, test } from 'vitest';
import { expectedOf, type ExpectedLane } from './expected.ts';

const folder = new URL('.', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const recorded = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));

describe('logs that earlier versions recorded', () => {
  test('are here, and every kind of broker is among them', () => {
    expect(recorded.filter((name) => /^0\.1\.0-senior-/.test(name))).toHaveLength(5);
    expect(recorded).toContain('0.1.0-middle-troubled.jsonl');
  });

  test.each(recorded)('%s replays to the tally it had', (name) => {
    const expected = JSON.parse(read(name.replace(/jsonl$/, 'expected.json'))) as readonly ExpectedLane[];
    expect(expected.some(({ ledger }) => ledger.length > 0)).toBe(true);
    expect(expectedOf(parseArchive(read(name)).events)).toEqual(expected);
  });
});
