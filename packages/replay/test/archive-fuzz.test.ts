import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArchiveError, formatArchive, parseArchive, verifyArchive } from '../src/index.ts';
import { troubledSession } from './recorded-session.ts';
import { sha256 } from './sha256.ts';

const text = formatArchive(troubledSession().events, sha256);
const lines = text.trimEnd().split('\n');
const count = lines.length;

/** What damage there is to a file on its way. */
type Damage = (from: readonly string[], line: number, at: number, other: number) => readonly string[];
const damages: Record<string, Damage> = {
  'a byte is another': (all, line, at) => replaced(all, line, (old) => spliced(old, at, 1, '~')),
  'a byte is missing': (all, line, at) => replaced(all, line, (old) => spliced(old, at, 1, '')),
  'a line is cut short': (all, line, at) => replaced(all, line, (old) => old.slice(0, at % old.length)),
  'a line is missing': (all, line) => all.filter((_, index) => index !== line),
  'a line is there twice': (all, line) => [...all.slice(0, line), all[line] ?? '', ...all.slice(line)],
  'two lines changed places': (all, line, _, other) =>
    all.map((old, index) => (index === line ? all[other] : index === other ? all[line] : old) ?? ''),
  'the end is missing': (all, line) => all.slice(0, line),
  'a number is another': (all, line) => replaced(all, line, (old) => old.replace(/\d+/, (found) => `${found}7`)),
  'a field is gone': (all, line, at) =>
    replaced(all, line, (old) => {
      const fields = Object.entries(JSON.parse(old) as object);
      return JSON.stringify(Object.fromEntries(fields.filter((_, index) => index !== at % fields.length)));
    }),
  'a field is null': (all, line, at) =>
    replaced(all, line, (old) => {
      const fields = Object.entries(JSON.parse(old) as object);
      return JSON.stringify(
        Object.fromEntries(fields.map(([key, value], index) => [key, index === at % fields.length ? null : value])),
      );
    }),
};

function replaced(all: readonly string[], line: number, by: (old: string) => string): readonly string[] {
  return all.map((old, index) => (index === line ? by(old) : old));
}

function spliced(old: string, at: number, length: number, by: string): string {
  const from = at % old.length;
  return old.slice(0, from) + by + old.slice(from + length);
}

/** Undefined where the file was taken. */
function refusal(source: string): ArchiveError | undefined {
  try {
    parseArchive(source);
    verifyArchive(source, sha256);
    return undefined;
  } catch (error) {
    // Anything else is a failure of the reader.
    if (error instanceof ArchiveError) return error;
    throw error;
  }
}

test.each(Object.keys(damages))('a file is refused with line and reason where %s', (name) => {
  const damage = damages[name];
  fc.assert(
    fc.property(fc.nat({ max: count - 1 }), fc.nat({ max: 400 }), fc.nat({ max: count - 1 }), (line, at, other) => {
      const damaged = `${damage?.(lines, line, at, other).join('\n') ?? ''}\n`;
      const refused = refusal(damaged);
      if (damaged === text) {
        expect(refused).toBeUndefined();
        return;
      }
      expect(refused?.reason.length).toBeGreaterThan(5);
      expect(refused?.line).toBeGreaterThanOrEqual(1);
      expect(refused?.line).toBeLessThanOrEqual(count + 1);
    }),
    { numRuns: 40, seed: 6 },
  );
});
