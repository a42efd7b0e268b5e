import type { Question } from '@ack-attack/engine';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { dueQuestions, remember, rememberResults } from '../src/phone/quiz/recall-book.ts';

const dayMs = 86_400_000;
const monday = 1_800_000_000_000;
const question = (id: string): Question => ({
  id,
  kind: 'choose',
  fact: { en: 'f' },
  prompt: { en: 'Which?' },
  options: [
    { id: 'a', text: { en: 'A' } },
    { id: 'b', text: { en: 'B' }, misconception: '1' },
  ],
  right: 'a',
  explanation: { en: 'So.' },
});
const due = (room: string, now: number) => dueQuestions(room, now).map(({ id }) => id);

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  return () => vi.unstubAllGlobals();
});

describe('the recall book', () => {
  it('brings a question back in another room, sooner where it was wrong', () => {
    remember(question('right'), true, 'ROOM-1', monday);
    remember(question('q'), false, 'ROOM-1', monday);
    expect(due('ROOM-2', monday)).toEqual([]);
    expect(due('ROOM-1', monday + dayMs)).toEqual([]);
    expect(due('ROOM-2', monday + dayMs / 3)).toEqual(['q']);
    expect(due('ROOM-2', monday + dayMs)).toEqual(['q', 'right']);
  });

  it('sends it further away with every right answer, and back to the same day with a wrong one', () => {
    const rests: number[] = [];
    let now = monday;
    for (let room = 1; room <= 6; room++) {
      remember(question('q'), true, `ROOM-${room}`, now);
      let days = 1;
      while (due('NEXT', now + days * dayMs).length === 0) days++;
      rests.push(days);
      now += days * dayMs;
    }
    expect(rests).toEqual([1, 3, 7, 21, 60, 60]);
    remember(question('q'), false, 'ROOM-7', now);
    expect(due('NEXT', now + dayMs / 3)).toEqual(['q']);
  });

  it('takes down a closed question once in a room, and only where it was answered', () => {
    const results = [question('q'), question('unanswered')].map((asked) => ({
      question: asked,
      answered: 1,
      right: 0,
    }));
    const answers = { q: { choice: 'b' } };
    rememberResults(results, answers, 'ROOM-1', monday);
    rememberResults(results, answers, 'ROOM-1', monday + dayMs);
    expect(due('ROOM-2', monday + dayMs)).toEqual(['q']);
  });

  it('brings back at most three at a time, the longest due first', () => {
    for (const [index, id] of ['d', 'c', 'b', 'a'].entries()) remember(question(id), false, 'ROOM-1', monday - index);
    expect(due('ROOM-2', monday + dayMs)).toEqual(['a', 'b', 'c']);
  });

  it('starts empty where the stored book cannot be read', () => {
    localStorage.setItem('ack-attack/phone/recall', '{"no": "list"');
    expect(due('ROOM-1', monday)).toEqual([]);
    localStorage.setItem('ack-attack/phone/recall', '[null, {"question": {}}]');
    expect(due('ROOM-1', monday)).toEqual([]);
  });
});
