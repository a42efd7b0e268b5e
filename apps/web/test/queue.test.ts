import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeskCard } from '../src/phone/desk/cards.ts';
import { inHands, queued } from '../src/phone/desk/queue.ts';

const card = (key: string, since: number): DeskCard => ({
  key,
  content: { customer: 0, item: 0 } as unknown as DeskCard['content'],
  identity: { word: 'play.card.order', params: { id: key } },
  since,
  wants: true,
  overdue: false,
  notes: [],
  steps: [],
});
const keys = fc.uniqueArray(fc.constantFrom(...'abcdefgh'));

describe('a queue', () => {
  it('lets nothing pass what was there', () => {
    fc.assert(
      fc.property(keys, keys, (before, now) => {
        const after = queued(
          before,
          now.map((key, index) => card(key, -index)),
        );
        const stayed = before.filter((key) => now.includes(key));
        expect(after.slice(0, stayed.length)).toEqual(stayed);
        expect([...after].sort()).toEqual([...now].sort());
      }),
    );
  });

  it('takes what came at once by how long it has waited', () => {
    expect(queued([], [card('new', 9), card('old', 2)])).toEqual(['old', 'new']);
  });

  it('has what was dealt with wait anew', () => {
    const sent = { ...card('o1', 0), turn: 'o1 2' };
    expect(queued(['o1 1', 'o2'], [sent, card('o2', 5)])).toEqual(['o2', 'o1 2']);
  });
});

describe('two hands', () => {
  it('keep what they hold, and only a hand that is free takes the next', () => {
    expect(inHands([undefined, undefined], ['a', 'b', 'c'])).toEqual(['a', 'b']);
    expect(inHands(['a', 'b'], ['b', 'c'])).toEqual(['c', 'b']);
    expect(inHands(['c', 'b'], ['b', 'c'])).toEqual(['c', 'b']);
    expect(inHands(['c', 'b'], [])).toEqual([undefined, undefined]);
  });

  it('hold what is wanted, in the second hand where it was in none', () => {
    expect(inHands(['a', 'b'], ['a', 'b', 'c'], 'c')).toEqual(['a', 'c']);
    expect(inHands(['a', 'b'], ['a', 'b', 'c'], 'a')).toEqual(['a', 'b']);
    expect(inHands(['a', 'b'], ['a', 'b'], 'gone')).toEqual(['a', 'b']);
  });
});
