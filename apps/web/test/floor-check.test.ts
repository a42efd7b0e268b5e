import { parseAst } from 'vite';
import { expect, test } from 'vitest';
import { look } from '../build/floor-check.ts';

function found(code: string): readonly string[] {
  const hits = new Set<string>();
  look(parseAst(code) as never, hits, false);
  return [...hits];
}

test.each([
  ['class A { static { a(); } }', 'StaticBlock'],
  ['class A { b = 1 }', 'PropertyDefinition'],
  ['a(/(?<=b)c/);', 'a pattern that looks behind'],
  ['a(/[b--c]/v);', 'the flag v of a pattern'],
  ['await a();', 'await outside a function'],
  ['a.toSorted();', 'toSorted()'],
  ['Object.hasOwn(a, b);', 'hasOwn()'],
  ['[...a].at(-1);', 'at()'],
  ['structuredClone(a);', 'structuredClone()'],
  ['new BroadcastChannel(a);', 'BroadcastChannel()'],
])('%s is found in what was built', (code, hit) => {
  expect(found(code)).toEqual([hit]);
});

test.each([
  'function at() {} at();',
  'a?.b ?? (c ||= d);',
  'async () => await a();',
  'a(/(?:b)(?<c>d)/u);',
  'typeof requestIdleCallback === "function" && requestIdleCallback(a);',
])('%s may be built', (code) => {
  expect(found(code)).toEqual([]);
});
