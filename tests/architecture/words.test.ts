import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bannedWords, equalExports, oldIdioms, type SourceFile } from './words.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const sources: readonly SourceFile[] = ['packages', 'apps'].flatMap((floor) =>
  readdirSync(`${root}${floor}`).flatMap((name) =>
    readdirSync(`${root}${floor}/${name}/src`, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:ts|svelte)$/.test(path))
      .map((path) => `${floor}/${name}/src/${path}`)
      .map((path) => ({ path, text: readFileSync(root + path, 'utf8') })),
  ),
);

test('the sources are seen', () => {
  expect(sources.length).toBeGreaterThan(600);
});

test('no two packages export the same name for different things', () => {
  expect(equalExports(sources)).toEqual([]);
});

test('no name is one that the glossary has replaced', () => {
  expect(bannedWords(sources)).toEqual([]);
});

test('no comment has an idiom in the place of an actor', () => {
  expect(oldIdioms(sources)).toEqual([]);
});

test('the checks find planted faults', () => {
  const planted = [
    { path: 'packages/engine/src/a.ts', text: 'export interface Order {}\nexport const giveWay = 1;\n' },
    { path: 'packages/store/src/b.ts', text: '// Turnstile\nexport async function* Order() {}\n' },
    { path: 'apps/server/src/c.ts', text: '// Who asks anew, waits.\n/** Whoever it is. */\n// Says who asks.\n' },
    { path: 'apps/web/src/e.svelte', text: '<!-- Only who plays sees it. -->\n' },
    { path: 'apps/web/src/d.ts', text: '// Whoever it is.\n' },
  ];
  expect(equalExports(planted)).toEqual(['Order: packages/engine/src/a.ts, packages/store/src/b.ts']);
  expect(bannedWords(planted)).toEqual([
    'packages/engine/src/a.ts: giveWay (yieldToEventLoop)',
    'packages/store/src/b.ts: Turnstile (TimeSlicedQueue)',
  ]);
  expect(oldIdioms(planted)).toEqual([
    'apps/server/src/c.ts: Who',
    'apps/server/src/c.ts: anew',
    'apps/server/src/c.ts: Whoever',
    'apps/web/src/e.svelte: who',
    'apps/web/src/d.ts: Whoever',
  ]);
});
