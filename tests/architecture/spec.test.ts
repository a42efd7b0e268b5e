import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const rulesIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, rule]) => rule!);

test.each([
  ['engine', /\*\*(ENG-\d+)\*\*/g, /(ENG-\d+)/g],
  ['adversary', /\*\*(ADV-\d+)\*\*/g, /(ADV-\d+)/g],
  ['scoring', /\*\*(SCO-\d+) /g, /(SCO-\d+)/g],
])(
  'every rule in the SPEC of %s is named by a test, and every rule that a test names is there',
  (name, rule, named) => {
    const folder = join(import.meta.dirname, '../../packages', name);
    const stated = rulesIn(readFileSync(join(folder, 'SPEC.md'), 'utf8'), rule);
    const titles = readdirSync(join(folder, 'test'))
      .filter((file) => file.endsWith('.test.ts'))
      .flatMap((file) => rulesIn(readFileSync(join(folder, 'test', file), 'utf8'), named));
    expect(new Set(stated).size).toBe(stated.length);
    expect([...new Set(titles)].sort()).toEqual([...stated].sort());
  },
);
