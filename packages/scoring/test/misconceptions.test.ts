import {
  lastCommandOf,
  type HostCommand,
  type PlayerId,
  type Question,
  type QuestionAnswer,
  type QuizPurpose,
} from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import { LogReview, misconceptions, type MisconceptionPicture } from '../src/index.ts';
import { LaneScript } from './lane-script.ts';

const timeout: Question = {
  id: 'timeout',
  kind: 'choose',
  fact: { en: 'silence' },
  prompt: { en: 'No confirm came. What do you know?' },
  options: [
    { id: 'nothing', text: { en: 'Nothing' } },
    { id: 'failed', text: { en: 'It failed' }, misconception: '1' },
    { id: 'done', text: { en: 'It was done' }, misconception: '2' },
  ],
  right: 'nothing',
  explanation: { en: 'It may have arrived.' },
};
const work: Question = {
  id: 'work',
  kind: 'order',
  fact: { en: 'the order of work' },
  prompt: { en: 'In which order?' },
  options: ['charge', 'record', 'ack'].map((id) => ({ id, text: { en: id } })),
  rightOrder: ['charge', 'record', 'ack'],
  slips: [
    { first: 'record', then: 'charge', misconception: '7' },
    { first: 'ack', then: 'charge', misconception: '3' },
  ],
  explanation: { en: 'Work first, ack last.' },
};

/** A lane's story with questions between its steps. */
class Lesson extends LaneScript {
  ask = (questions: readonly Question[], purpose: QuizPurpose = 'question') =>
    this.host({ type: 'askQuestions', purpose, questions } satisfies HostCommand);
  close = () => this.host({ type: 'closeQuestions' });

  answers(player: string, question: Question, answer: QuestionAnswer): this {
    const quiz = this.state.quizzes;
    return this.says(player, { type: 'answerQuestion', quiz, question: question.id, answer });
  }

  recalls = (player: string, question: Question, answer: QuestionAnswer) =>
    this.says(player, { type: 'answerRecall', question, answer });

  private says(id: string, command: Extract<Parameters<LaneScript['submit']>[0], { by: 'player' }>['command']): this {
    const player = id as PlayerId;
    const seq = (lastCommandOf(this.state, player)?.seq ?? 0) + 1;
    return this.submit({ by: 'player', player, seq, id: `${id} ${seq}`, command });
  }

  /** Sends the n-th order twice, the second time as new or as what it is. */
  resend(order: string, as: 'new' | 'same', message: string): this {
    this.order().publish(order).wait(6_000);
    return as === 'new' ? this.publish(order) : this.publish(order, message);
  }

  reveal = () => this.host({ type: 'revealTruth' });

  picture(): readonly MisconceptionPicture[] {
    const review = new LogReview();
    for (const event of this.log) review.take(event);
    return misconceptions(
      review.rounds.flatMap(({ marks }) => marks),
      review.answers,
    );
  }

  about = (number: string) => this.picture().find(({ about }) => about === number)?.players ?? [];
}

const lesson = () => new Lesson({ overdueMs: 6_000, contract: 'at-least-once', predictMs: 0 }, {}).staff();
const pause = { type: 'pauseRound' } as const;
const resume = { type: 'resumeRound' } as const;

describe('the picture of a misconception', () => {
  test('MIS-1 counts marks of play, with the place of the newest that says not yet', () => {
    const played = lesson().resend('o1', 'new', 'm1').resend('o2', 'same', 'm3').bell();
    expect(played.about('1')).toEqual([
      {
        player: 'P1',
        play: {
          understood: 1,
          notYet: 1,
          place: { round: 1, lane: 'L1', order: 'o1', version: expect.any(Number) as number },
        },
        said: [],
        stands: 'not-yet',
      },
    ]);
  });

  test('MIS-2 a wrong answer shows its option’s misconception, a right one counts against all that the question names', () => {
    const asked = lesson().host(pause).ask([timeout, work], 'ticket');
    asked.answers('P1', timeout, { choice: 'failed', confidence: 'sure' });
    asked.answers('P1', work, { order: ['ack', 'charge', 'record'], confidence: 'guess' });
    asked.answers('B1', timeout, { choice: 'nothing', confidence: 'think' });
    // Nothing counts while it is open.
    expect(asked.picture()).toEqual([]);
    asked.close();
    const said = (right: boolean, confidence: string) => [
      { purpose: 'ticket', right, confidence, prompt: right ? timeout.prompt : expect.anything() },
    ];
    const shown = asked
      .picture()
      .map(({ about, players }) => [about, players.map(({ player, said }) => [player, said])]);
    expect(Object.fromEntries(shown)).toEqual({
      1: [
        ['P1', said(false, 'sure')],
        ['B1', said(true, 'think')],
      ],
      2: [['B1', said(true, 'think')]],
      3: [['P1', said(false, 'guess')]],
    });
  });

  test('MIS-2 a question of an earlier session counts immediately', () => {
    const recalled = lesson().recalls('C1', timeout, { choice: 'done' });
    expect(recalled.about('2')).toMatchObject([
      { player: 'C1', said: [{ purpose: 'recall', right: false }], stands: 'not-yet' },
    ]);
    const [right, ...wrong] = timeout.options;
    const made = { ...timeout, options: [right!, ...wrong.map((option) => ({ ...option, misconception: 'made up' }))] };
    expect(lesson().recalls('C1', made, { choice: 'done' }).picture()).toEqual([]);
  });

  test('MIS-3 the newest sign tells where one stands, a round counts once, and a right guess is no sign', () => {
    const stands = (script: Lesson) => script.about('1').map(({ stands }) => stands);
    const answered = (script: Lesson, answer: QuestionAnswer) =>
      script.host(pause).ask([timeout], 'ticket').answers('P1', timeout, answer).close().host(resume);
    expect(stands(answered(lesson(), { choice: 'nothing', confidence: 'guess' }))).toEqual(['open']);
    expect(stands(answered(lesson(), { choice: 'nothing', confidence: 'think' }))).toEqual(['understood']);
    const wrong = answered(lesson(), { choice: 'failed', confidence: 'guess' });
    expect(stands(wrong)).toEqual(['not-yet']);
    expect(stands(answered(wrong, { choice: 'nothing', confidence: 'guess' }))).toEqual(['not-yet']);
    expect(stands(answered(wrong, { choice: 'nothing', confidence: 'sure' }))).toEqual(['overcome']);
    // One harm in a round outweighs what went well after it.
    const mixed = lesson().resend('o1', 'new', 'm1').resend('o2', 'same', 'm3').bell().reveal();
    expect(stands(mixed)).toEqual(['not-yet']);
    mixed.ask([timeout]).answers('P1', timeout, { choice: 'nothing' }).close();
    expect(stands(mixed)).toEqual(['overcome']);
  });

  test('MIS-4 the most widespread comes first, and of its players the one surest of the wrong answer', () => {
    const asked = lesson().host(pause).ask([timeout, work], 'ticket');
    asked.answers('P1', timeout, { choice: 'failed', confidence: 'guess' });
    asked.answers('B1', timeout, { choice: 'nothing', confidence: 'sure' });
    asked.answers('C1', timeout, { choice: 'failed', confidence: 'sure' });
    asked.answers('P1', work, { order: ['record', 'charge', 'ack'], confidence: 'think' });
    asked.close();
    expect(asked.picture().map(({ about }) => about)).toEqual(['1', '7', '2']);
    expect(asked.about('1').map(({ player }) => player)).toEqual(['C1', 'P1', 'B1']);
  });
});
