import { describe, expect, it } from 'vitest';
import { shuffledOptions } from '../src/phone/quiz/shuffled-options.ts';

const question = { id: 'q', options: ['a', 'b', 'c', 'd'].map((id) => ({ id, text: { en: id } })) };
const orderFor = (reader: string, id = 'q') =>
  shuffledOptions({ ...question, id }, reader)
    .map((option) => option.id)
    .join('');

describe('options of a question', () => {
  it('all stand there, in the same order for the same reader, in another for another question', () => {
    expect([...orderFor('p1')].sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(orderFor('p1')).toBe(orderFor('p1'));
    expect(new Set(['q', 'r', 's', 't', 'u'].map((id) => orderFor('p1', id))).size).toBeGreaterThan(1);
  });

  it('stand in each place about equally often over a class', () => {
    const readers = Array.from({ length: 400 }, (_, at) => `p${at}`);
    for (const place of [0, 1, 2, 3]) {
      const there = readers.filter((reader) => orderFor(reader)[place] === 'a').length;
      expect(there).toBeGreaterThan(60);
      expect(there).toBeLessThan(140);
    }
  });
});
