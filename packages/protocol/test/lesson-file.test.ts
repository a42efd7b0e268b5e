import { questionLimits } from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import { formatLessonFile, parseLessonFile, type LessonFile } from '../src/lesson-file.ts';

const good: LessonFile = {
  format: 'ack-attack-lesson',
  version: 1,
  id: 'mine',
  title: { en: 'My lesson' },
  cards: [{ id: 'card', title: { en: 'Card' }, body: { en: 'Words' }, figure: { kind: 'trace', trace: 'retry' } }],
  questions: [
    {
      id: 'first',
      kind: 'choose',
      fact: { en: 'known' },
      prompt: { en: 'Which?' },
      trace: 'retry',
      options: [
        { id: 'a', text: { en: 'This' } },
        { id: 'b', text: { en: 'That' }, misconception: '1' },
      ],
      right: 'a',
      explanation: { en: 'So it is.' },
    },
  ],
};
const text = formatLessonFile(good);
const parse = (file: string) => parseLessonFile(file, new Set(['retry']), new Set(['1']));

function refusal(file: string) {
  const parsed = parse(file);
  if (parsed.outcome === 'parsed') throw new Error('was taken');
  return parsed.error;
}

describe('a lesson file', () => {
  test('is read back as the lesson that was written', () => {
    expect(parse(text)).toEqual({ outcome: 'parsed', lesson: good });
  });

  test.each([
    ['"version": 1', '"version": 2', 'wrong-value', 'version'],
    ['"en": "Which?"', '"de": "Was?"', 'unknown', 'questions[0].prompt.de'],
    ['"en": "Words"', '"en": ""', 'wrong-value', 'cards[0].body.en'],
    ['"trace": "retry"\n      }', '"trace": "elsewhere"\n      }', 'wrong-value', 'cards[0].figure.trace'],
    ['"trace": "retry",', '"trace": "elsewhere",', 'wrong-value', 'questions[0].trace'],
    ['"misconception": "1"', '"misconception": "99"', 'wrong-value', 'questions[0].options[1].misconception'],
    ['"right": "a"', '"right": "c"', 'wrong-value', 'questions[0]'],
    ['"right": "a",', '"right": "a"', 'not-json', ''],
    ['"id": "first"', '"id": "card"', 'wrong-value', 'questions[0].id'],
    ['"kind": "choose"', '"kind": "essay"', 'wrong-value', 'questions[0].kind'],
    ['"explanation"', '"because"', 'missing', 'questions[0].explanation'],
  ])('with %s made %s is refused with line and reason', (from, to, reason, field) => {
    expect(text).toContain(from);
    const bad = text.replace(from, to);
    const error = refusal(bad);
    expect(error).toMatchObject({ reason, field });
    const place = text.slice(0, text.indexOf(from)).split('\n').length;
    if (field.split(/[.[]/).length > 2 && reason === 'wrong-value') expect(error.line).toBeGreaterThan(1);
    if (reason === 'wrong-value' && field.includes('.')) expect(error.line).toBe(place);
  });

  test('with a question too long for three to travel together is refused', () => {
    const long = 'я'.repeat(questionLimits.textLength);
    const [question] = good.questions;
    const options = Array.from({ length: 8 }, (_, index) => ({ id: `o${index}`, text: { ru: long } }));
    const bad = { ...good, questions: [{ ...question!, options, right: 'o0' }] };
    expect(refusal(formatLessonFile(bad))).toMatchObject({ reason: 'too-long', field: 'questions[0]' });
  });
});
