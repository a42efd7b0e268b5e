import fc from 'fast-check';
import reference from 'json-merge-patch';
import { expect, test } from 'vitest';
import { patchBetween } from '../src/views/patch-between.ts';

const key = fc.constantFrom('a', 'b', 'c', 'd');
const view = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.integer({ min: 0, max: 2 }),
    fc.array(fc.oneof(fc.integer({ min: 0, max: 2 }), tie('object')), { maxLength: 2 }),
    tie('object'),
  ),
  // A view is plain JSON: every object in it has the usual prototype, which the reference looks at.
  object: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));

test('the patch leads from one view to the other, whatever they share, and there is none between equals', () => {
  fc.assert(
    fc.property(view.object, view.object, (before, other) => {
      const after = { ...other, ...(before['a'] === undefined ? {} : { a: before['a'] }) };
      const patch = patchBetween(before, after);
      expect(reference.apply(structuredClone(before), structuredClone(patch ?? {}))).toEqual(after);
      expect(patch).toEqual(reference.generate(before, after));
      expect(patchBetween(before, structuredClone(before))).toBeUndefined();
    }),
  );
});

test('an undefined member is an absent one', () => {
  expect(patchBetween({ a: undefined, b: 1 }, { b: 1, c: undefined })).toBeUndefined();
  expect(patchBetween({ a: 1 }, { a: undefined })).toEqual({ a: null });
});
