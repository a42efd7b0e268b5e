import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const here = import.meta.dirname;
const rulesIn = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([rule]) => rule.replaceAll('*', '').replace(/ .*/, ''));

it('every rule of scoring is named by a test, and every rule that a test names is there', () => {
  const stated = rulesIn(readFileSync(join(here, '..', 'SPEC.md'), 'utf8'), /\*\*SCO-\d+ /g);
  const titles = readdirSync(here)
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => rulesIn(readFileSync(join(here, file), 'utf8'), /SCO-\d+/g));
  expect(new Set(stated).size).toBe(stated.length);
  expect([...new Set(titles)].sort()).toEqual([...stated].sort());
});
