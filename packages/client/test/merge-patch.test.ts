import fc from 'fast-check';
import reference from 'json-merge-patch';
import { expect, test } from 'vitest';
import { mergePatch } from '../src/merge-patch.ts';

const key = fc.constantFrom('a', 'b', 'c', 'd');
const json = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.integer(), fc.string(), fc.constant(null), fc.array(fc.integer()), tie('object')),
  object: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
}));

test('merges as RFC 7396 says, and leaves the target as it was', () => {
  fc.assert(
    fc.property(json.value, json.value, (target, patch) => {
      const before = JSON.stringify(target);
      const result = mergePatch(target, patch);
      expect(JSON.stringify(target)).toBe(before);
      expect(result).toEqual(reference.apply(structuredClone(target), structuredClone(patch)));
    }),
  );
});

test('shares the parts that the patch leaves, and copies the parts that it changes', () => {
  const target = { lane: { seats: { s1: { open: 1 } }, packets: { p1: {} } }, clock: { bellAt: 1 } };
  const result = mergePatch(target, { lane: { packets: { p1: null, p2: {} } } });
  expect(result).not.toBe(target);
  expect(result.lane).not.toBe(target.lane);
  expect(result.clock).toBe(target.clock);
  expect(result.lane.seats).toBe(target.lane.seats);
  expect(result.lane.packets).toEqual({ p2: {} });
});

test('a member named __proto__ changes no prototype', () => {
  const result = mergePatch({}, JSON.parse('{"__proto__": {"polluted": true}}'));
  expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  expect('polluted' in result).toBe(false);
});
