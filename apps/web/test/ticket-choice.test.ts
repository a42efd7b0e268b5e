import type { Question } from '@ack-attack/engine';
import middle from '@ack-attack/lesson/content/middle.json' with { type: 'json' };
import { namedBy } from '@ack-attack/scoring';
import { expect, test } from 'vitest';
import { pickTicket } from '../src/console/lesson/ticket-choice.ts';

const questions = middle.questions as unknown as readonly Question[];
const pick = (seen: readonly string[] = [], asked: readonly string[] = [], of = questions) =>
  pickTicket(of, seen, new Set(asked));

test('a ticket has three questions, first about the class’s errors', () => {
  const names = [...new Set(questions.flatMap(namedBy))];
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    const [first, ...others] = pick([name]);
    expect(namedBy(first!), name).toContain(name);
    expect(others).toHaveLength(2);
  }
});

test('its questions are about different misconceptions', () => {
  const picked = pick();
  const first = new Set(namedBy(picked[0]!));
  expect(namedBy(picked[1]!).some((name) => !first.has(name))).toBe(true);
  expect(new Set(picked).size).toBe(3);
});

test('the same class gets the same ticket, and of equals the unasked one', () => {
  const picked = pick(['7', '3']);
  expect(pick(['7', '3'])).toEqual(picked);
  expect(
    pick(
      ['7', '3'],
      picked.map(({ id }) => id),
    ),
  ).not.toEqual(picked);
});

test('it is as short as the bank it is picked from', () => {
  expect(pick([], [], questions.slice(0, 2))).toHaveLength(2);
  expect(pick([], [], [])).toEqual([]);
});
