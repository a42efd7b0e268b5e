import { readdirSync, readFileSync } from 'node:fs';
import { levels, optionalActions, questionKinds, type Question, type Texts } from '@ack-attack/engine';
import { parseLessonFile, type LessonFile } from '@ack-attack/protocol/lesson-file';
import { tallyAtBell, type Tally } from '@ack-attack/scoring';
import { describe, expect, it } from 'vitest';
import { levelPlans } from '../src/levels.ts';
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

const optional: readonly string[] = optionalActions;
const lessons = readdirSync(folder).map(read);
const questions = lessons.flatMap((lesson) => lesson.questions);
const choices = questions.filter(({ right }) => right !== undefined);
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
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
  it('has every level once, with crux, three cards or more, recap and at least thirty questions', () => {
    expect(lessons.map(({ level }) => level).sort()).toEqual([...levels].sort());
    for (const { level, crux, cards, recap, questions } of lessons) {
      expect(crux && recap && inBoth(crux) && inBoth(recap), level).toBe(true);
      expect(cards.length, level).toBeGreaterThanOrEqual(3);
      expect(questions.length, level).toBeGreaterThanOrEqual(30);
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
      ...cards.flatMap(({ id, title, body, answer }) =>
        [title, body, ...(answer ? [answer] : [])].map((text) => [id, text] as const),
      ),
      ...questions.flatMap(({ id, fact, prompt, explanation, options }) =>
        [fact, prompt, explanation, ...options.map(({ text }) => text)].map((text) => [id, text] as const),
      ),
    ]);
    expect(texts.filter(([, text]) => !inBoth(text)).map(([id]) => id)).toEqual([]);
  });

  it('has a diagram on every card, but for free recalls, which have an answer', () => {
    const cards = lessons.flatMap((lesson) => lesson.cards);
    expect(cards.filter(({ figure, answer }) => !figure === !answer)).toEqual([]);
    expect(cards.filter(({ answer }) => answer)).toHaveLength(3);
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

  it('draws no action that neither its level nor one below it offers', () => {
    const drawn = lessons.flatMap(({ level, cards, questions }) =>
      [
        ...cards.map(({ id, figure }) => [id, figure?.kind === 'trace' ? figure.trace : undefined] as const),
        ...questions.map(({ id, trace }) => [id, trace] as const),
      ].map(([id, trace]) => ({ level, id, trace })),
    );
    const missing = drawn.flatMap(({ level, id, trace }) => {
      const steps = traces.get(trace ?? '')?.steps ?? [];
      const upTo = levels.slice(0, levels.indexOf(level!) + 1);
      const offered: readonly string[] = upTo.flatMap((at) => levelPlans[at].offered);
      return steps
        .filter((step) => optional.includes(step.do) && !offered.includes(step.do))
        .map((step) => `${id}: ${step.do}`);
    });
    expect(drawn.filter(({ trace }) => trace !== undefined).length).toBeGreaterThan(30);
    expect(missing).toEqual([]);
  });

  it('takes every order of steps that keeps the pairs, and has slips that break one', () => {
    const several = ofKind('order').filter(({ before }) => before);
    expect(several.length).toBeGreaterThan(1);
    for (const { id, rightOrder = [], before = [], slips = [] } of several) {
      // A step that no pair names could stand anywhere.
      const named = new Set(before.flatMap(({ first, then }) => [first, then]));
      expect([...named].sort(), id).toEqual([...rightOrder].sort());
      const reached = (from: string): readonly string[] =>
        before.filter(({ first }) => first === from).flatMap(({ then }) => [then, ...reached(then)]);
      for (const slip of slips) expect(reached(slip.then), `${id}: ${slip.first}`).toContain(slip.first);
    }
  });

  it('asks no two questions in the same words', () => {
    for (const language of ['en', 'ru'] as const) {
      const prompts = questions.map(({ prompt }) => prompt[language]);
      expect(prompts.filter((prompt, at) => prompts.indexOf(prompt) !== at)).toEqual([]);
    }
  });

  it('has the right option at no place more often than chance', () => {
    const lengths = new Set(choices.map(({ options }) => options.length));
    for (const length of lengths) {
      const places = choices
        .filter(({ options }) => options.length === length)
        .map(({ options, right }) => options.findIndex(({ id }) => id === right));
      const most = Math.max(...places.map((place) => places.filter((other) => other === place).length));
      expect(most, `${length} options`).toBeLessThanOrEqual(Math.ceil(places.length / length));
    }
  });

  // The options of a tally are all of one form.
  it.each(['en', 'ru'] as const)(
    'has the longest or the shortest option right no more often than chance, %s',
    (language) => {
      const worded = choices.filter(({ kind }) => kind !== 'tally');
      const chance = sum(worded.map(({ options }) => 1 / options.length));
      for (const extreme of [Math.max, Math.min]) {
        const hits = worded.map(({ options, right }) => {
          const lengthOf = ({ text }: Question['options'][number]) => text[language]?.length ?? 0;
          const length = extreme(...options.map(lengthOf));
          const there = options.filter((option) => lengthOf(option) === length);
          return there.some(({ id }) => id === right) ? 1 / there.length : 0;
        });
        expect(sum(hits), extreme.name).toBeLessThanOrEqual(chance);
      }
    },
  );

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
