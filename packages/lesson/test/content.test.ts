import { readdirSync, readFileSync } from 'node:fs';
import { levels, questionKinds, type Question, type Texts } from '@ack-attack/engine';
import { parseLessonFile, type LessonFile } from '@ack-attack/protocol/lesson-file';
import { tallyAtBell, type Tally } from '@ack-attack/scoring';
import { describe, expect, it } from 'vitest';
import { playTrace, TraceMachine, traces, type Trace } from '../src/trace/index.ts';

const folder = new URL('../src/content/', import.meta.url);
const marks = JSON.parse(readFileSync(new URL('../src/catalogues/en/marks.json', import.meta.url), 'utf8')) as Record<
  string,
  string
>;
const misconceptions = new Set(
  Object.keys(marks).flatMap((key) => (key.startsWith('marks.subject.') ? [key.slice('marks.subject.'.length)] : [])),
);

function read(file: string): LessonFile {
  const parsed = parseLessonFile(readFileSync(new URL(file, folder), 'utf8'), new Set(traces.keys()), misconceptions);
  if (parsed.outcome === 'refused') throw new Error(`${file}: ${JSON.stringify(parsed.error)}`);
  return parsed.lesson;
}

const lessons = readdirSync(folder).map(read);
const questions = lessons.flatMap((lesson) => lesson.questions);
const ofKind = (kind: Question['kind']) => questions.filter((question) => question.kind === kind);
const inBoth = ({ en, ru }: Texts) => en !== undefined && ru !== undefined && /[а-яё]/i.test(ru + 'я') && en !== '';

function traceOf(question: Question): Trace {
  const trace = traces.get(question.trace ?? '');
  if (!trace) throw new Error(`${question.id} has no trace`);
  return trace;
}

/** What an option of a tally question says of a tally. */
function says(option: string, tally: Tally): boolean {
  const numbers = /^l(\d+)-d(\d+)-p(\d+)-k(\d+)$/.exec(option)?.slice(1).map(Number);
  if (numbers) return numbers.join() === [tally.lost, tally.duplicates, tally.pending, tally.parked].join();
  const short = { 'at-most-once': 'amo', 'at-least-once': 'alo', 'exactly-once': 'eo' } as const;
  const kept = Object.entries(short).flatMap(([contract, name]) =>
    tally.verdict[contract as keyof typeof short] === 'kept' ? [name] : [],
  );
  if (option.startsWith('kept-')) return option === `kept-${kept.join('-') || 'none'}`;
  throw new Error(`${option} says nothing of a tally`);
}

/** Crashes the consumer in the gap after a step of the trace; then the copy comes again and is worked on by the book. */
function survives(trace: Trace, after: string): boolean {
  const machine = new TraceMachine(trace);
  for (const step of trace.steps) {
    machine.run(step);
    if (step.do === after) break;
  }
  machine.run({ do: 'crash', node: 'C1' });
  machine.run({ do: 'requeue', delivery: 'd' });
  machine.run({ do: 'deliver', copy: 'k', to: 'C1', delivery: 'again' });
  machine.run({ do: 'check', delivery: 'again' });
  const checked = machine.log.findLast((event) => event.type === 'logChecked');
  if (checked?.says === 'new') {
    machine.run({ do: 'charge', delivery: 'again' });
    machine.run({ do: 'record', delivery: 'again' });
  }
  machine.run({ do: 'ack', delivery: 'again' });
  return tallyAtBell(machine.ring()).verdict['exactly-once'] === 'kept';
}

describe('content', () => {
  it('has every level once, with crux, three cards, recap and at least fifteen questions', () => {
    expect(lessons.map(({ level }) => level).sort()).toEqual([...levels].sort());
    for (const { level, crux, cards, recap, questions } of lessons) {
      expect(crux && recap && inBoth(crux) && inBoth(recap), level).toBe(true);
      expect(cards.length, level).toBe(3);
      expect(questions.length, level).toBeGreaterThanOrEqual(15);
      expect(questions.filter((question) => question.level !== level)).toEqual([]);
    }
  });

  it('has IDs that are unique in all files', () => {
    const ids = lessons.flatMap(({ cards, questions }) => [...cards, ...questions].map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has every text in both languages', () => {
    const texts = lessons.flatMap(({ title, cards, questions }) => [
      ['title', title] as const,
      ...cards.flatMap(({ id, title, body }) => [[id, title] as const, [id, body] as const]),
      ...questions.flatMap(({ id, fact, prompt, explanation, options }) =>
        [fact, prompt, explanation, ...options.map(({ text }) => text)].map((text) => [id, text] as const),
      ),
    ]);
    expect(texts.filter(([, text]) => !inBoth(text)).map(([id]) => id)).toEqual([]);
  });

  it('has a diagram on every card', () => {
    expect(lessons.flatMap(({ cards }) => cards.filter(({ figure }) => !figure))).toEqual([]);
  });

  it('has every kind of question, and order-the-steps at every level', () => {
    expect(new Set(questions.map(({ kind }) => kind))).toEqual(new Set(questionKinds));
    expect(new Set(ofKind('order').map(({ level }) => level))).toEqual(new Set(levels));
  });

  it('has a question on every misconception', () => {
    const named = questions.flatMap(({ options, slips = [] }) => [...options, ...slips].map((at) => at.misconception));
    expect(new Set(named.filter((misconception) => misconception !== undefined))).toEqual(misconceptions);
    expect(ofKind('order').filter(({ slips }) => !slips?.length)).toEqual([]);
  });

  it('has the right option at every place, so that its place tells nothing', () => {
    const places = questions.flatMap(({ options, right }) =>
      right === undefined ? [] : [options.findIndex(({ id }) => id === right)],
    );
    for (const place of [0, 1, 2]) expect(places.filter((other) => other === place).length).toBeGreaterThan(10);
  });

  it.each(ofKind('tally').map((question) => [question.id, question] as const))(
    '%s: the engine says what the right option says, and nothing that another one says',
    (_, question) => {
      const tally = tallyAtBell(playTrace(traceOf(question)).lane);
      expect(question.options.filter(({ id }) => says(id, tally)).map(({ id }) => id)).toEqual([question.right]);
    },
  );

  it.each(ofKind('gap').map((question) => [question.id, question] as const))(
    '%s: the engine keeps exactly-once through a crash in every gap but the right one',
    (_, question) => {
      const unsafe = question.options.filter(({ id }) => !survives(traceOf(question), id.split('~')[0]!));
      expect(unsafe.map(({ id }) => id)).toEqual([question.right]);
    },
  );
});
