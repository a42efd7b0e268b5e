import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reusedSlots } from '../src/replay/base/reused-slots.ts';

const slotsOf = (slotted: readonly { slot: number }[]) => slotted.map(({ slot }) => slot);

test('a jump to other items fills the slots that are there, in their order', () => {
  const slotted = reusedSlots((item: string) => item);
  const before = slotsOf(slotted(['a', 'b', 'c']));
  expect(slotsOf(slotted(['x', 'y', 'z']))).toEqual(before);
});

test('an item that stays keeps its slot, and a new one takes the slot of one that left', () => {
  const slotted = reusedSlots((item: string) => item);
  const [a, b, c] = slotsOf(slotted(['a', 'b', 'c']));
  expect(slotsOf(slotted(['b', 'c', 'd']))).toEqual([b, c, a]);
});

test('no two items share a slot, none that stays moves, and no slot is made while one is free', () => {
  const lists = fc.array(fc.uniqueArray(fc.nat({ max: 30 }), { maxLength: 12 }), { maxLength: 12 });
  fc.assert(
    fc.property(lists, (all) => {
      const slotted = reusedSlots((item: number) => item);
      let before = new Map<number, number>();
      let made = 0;
      for (const list of all) {
        const now = new Map(slotted(list).map(({ slot, item }) => [item, slot]));
        const slots = new Set(now.values());
        expect([...now.keys()]).toEqual(list);
        expect(slots.size).toBe(list.length);
        for (const item of list) expect(now.get(item)).toBe(before.get(item) ?? now.get(item));
        made += Math.max(0, list.length - before.size);
        expect(Math.max(-1, ...slots)).toBeLessThan(made);
        before = now;
      }
    }),
  );
});
