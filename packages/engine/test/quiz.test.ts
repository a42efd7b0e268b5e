import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gradeAnswer,
  questionLimits,
  type HostCommand,
  type PlayerCommand,
  type PlayerId,
  type Question,
  type QuestionAnswer,
  type QuizPurpose,
} from '../src/index.ts';
import { Table } from './table.ts';

const lostConfirm: Question = {
  id: 'lost-confirm',
  kind: 'choose',
  fact: { en: 'a lost confirm looks like a lost message' },
  prompt: { en: 'No confirm came. What do you know?' },
  options: [
    { id: 'nothing', text: { en: 'Nothing' } },
    { id: 'failed', text: { en: 'It failed' }, misconception: '1' },
    { id: 'worked', text: { en: 'It worked' }, misconception: '2' },
  ],
  right: 'nothing',
  explanation: { en: 'It may have arrived.' },
};
const steps: Question = {
  id: 'steps',
  kind: 'order',
  fact: { en: 'the order of work' },
  prompt: { en: 'In which order?', ru: 'В каком порядке?' },
  options: ['check', 'charge', 'record', 'ack'].map((id) => ({ id, text: { en: id } })),
  rightOrder: ['check', 'charge', 'record', 'ack'],
  slips: [
    { first: 'record', then: 'charge', misconception: '7' },
    { first: 'ack', then: 'charge', misconception: '3' },
  ],
  explanation: { en: 'Work first, ack last.' },
};

const ask = (questions: readonly Question[] = [lostConfirm], purpose: QuizPurpose = 'question', answerMs?: number) =>
  ({ type: 'askQuestions', purpose, questions, ...(answerMs === undefined ? {} : { answerMs }) }) satisfies HostCommand;
const answer = (given: QuestionAnswer, question = 'lost-confirm', quiz = 1): PlayerCommand => ({
  type: 'answerQuestion',
  quiz,
  question,
  answer: given,
});
const code = (table: Table, command: HostCommand) => table.refusal(table.asHost(command));
const say = (table: Table, player: string, command: PlayerCommand) => table.refusal(table.asPlayer(player, command));
const scores = (table: Table) => Object.fromEntries(table.state.players.map(({ id, quiz }) => [id, quiz]));

describe('questions', () => {
  it('ENG-130: are asked while play stands still, one to three at a time, one set after another', () => {
    const table = new Table().join('u1', 'u2');
    expect(code(table, ask([]))).toBe('question-invalid');
    expect(code(table, ask([lostConfirm, lostConfirm]))).toBe('question-invalid');
    expect(code(table, ask([lostConfirm], 'question', 1))).toBe('question-invalid');
    table.host(ask([lostConfirm, steps]));
    expect(table.log.find((event) => event.type === 'questionsAsked')).toMatchObject({
      questions: [lostConfirm, steps],
    });
    expect(code(table, ask([steps]))).toBe('question-open');
    table.host({ type: 'closeQuestions' });
    expect(code(table, { type: 'closeQuestions' })).toBe('question-closed');
    table.host(ask([steps]));
    expect(table.state.quiz).toMatchObject({ number: 2, closed: false, answers: {} });
    table.host({ type: 'startRound' });
    expect(code(table, ask())).toBe('wrong-phase');
    for (const type of ['pauseRound', 'ringBell', 'revealTruth'] as const) {
      table.host({ type });
      expect(code(table, ask())).toBe('accepted');
      table.host(ask());
      table.host({ type: 'closeQuestions' });
    }
  });

  it('ENG-130: a question that cannot be judged or shown is refused', () => {
    const table = new Table().join('u1');
    const { right: _, ...without } = lostConfirm;
    const twice = [...lostConfirm.options.slice(0, 1), ...lostConfirm.options.slice(0, 1)];
    const bad: Question[] = [
      { ...lostConfirm, id: '' },
      without,
      { ...lostConfirm, right: 'elsewhere' },
      { ...lostConfirm, right: 'failed' },
      { ...lostConfirm, options: twice },
      { ...lostConfirm, options: lostConfirm.options.slice(0, 1) },
      { ...lostConfirm, prompt: {} },
      { ...lostConfirm, explanation: { en: '' } },
      { ...lostConfirm, prompt: { ru: 'я'.repeat(questionLimits.textLength + 1) } },
      { ...lostConfirm, rightOrder: ['nothing', 'failed', 'worked'] },
      { ...steps, rightOrder: ['check', 'charge', 'record'] },
      { ...steps, rightOrder: ['check', 'check', 'record', 'ack'] },
      { ...steps, right: 'check' },
      { ...steps, slips: [{ first: 'check', then: 'ack', misconception: '3' }] },
      { ...steps, before: [] },
      { ...steps, before: [{ first: 'ack', then: 'check' }] },
      { ...steps, before: [{ first: 'check', then: 'elsewhere' }] },
      { ...lostConfirm, before: [{ first: 'nothing', then: 'failed' }] },
    ];
    for (const question of bad) expect(code(table, ask([question]))).toBe('question-invalid');
    expect(code(table, ask([steps]))).toBe('accepted');
  });

  it('ENG-131: the first answer stands, and a late or invalid one changes nothing', () => {
    const table = new Table().join('u1', 'u2', 'u3');
    expect(say(table, 'u1', answer({ choice: 'failed' }))).toBe('question-closed');
    table.host(ask());
    expect(say(table, 'u1', answer({ choice: 'elsewhere' }))).toBe('answer-invalid');
    expect(say(table, 'u1', answer({ order: ['nothing'] }))).toBe('answer-invalid');
    expect(say(table, 'u1', answer({ choice: 'failed' }, 'steps'))).toBe('question-closed');
    table.accept(table.asPlayer('u1', answer({ choice: 'failed' })));
    expect(say(table, 'u1', answer({ choice: 'nothing' }))).toBe('already-answered');
    table.host({ type: 'closeQuestions' });
    expect(say(table, 'u2', answer({ choice: 'nothing' }))).toBe('question-closed');
    table.host(ask());
    expect(say(table, 'u2', answer({ choice: 'nothing' }, 'lost-confirm', 1))).toBe('question-closed');
    table.accept(table.asPlayer('u2', answer({ choice: 'nothing' }, 'lost-confirm', 2)));
    expect(table.state.quiz?.answers).toEqual({ u2: { 'lost-confirm': { choice: 'nothing' } } });
  });

  it('ENG-131: an exit ticket asks how sure the player is', () => {
    const table = new Table().join('u1', 'u2');
    table.host(ask([lostConfirm, steps], 'ticket'));
    expect(say(table, 'u1', answer({ choice: 'nothing' }))).toBe('answer-invalid');
    table.accept(table.asPlayer('u1', answer({ choice: 'nothing', confidence: 'sure' })));
    expect(say(table, 'u1', answer({ order: ['ack', 'check', 'charge'], confidence: 'guess' }, 'steps'))).toBe(
      'answer-invalid',
    );
    expect(say(table, 'u1', answer({ order: ['ack', 'ack', 'charge', 'record'], confidence: 'guess' }, 'steps'))).toBe(
      'answer-invalid',
    );
  });

  it('ENG-132: they close with the last connected player’s answer, at their time, or by the host; answers count once', () => {
    const table = new Table().join('u1', 'u2', 'u3');
    table.server({ type: 'setPlayerConnected', player: 'u3' as PlayerId, connected: false });
    table.host(ask());
    table.accept(table.asPlayer('u1', answer({ choice: 'nothing' })));
    expect(scores(table)).toEqual({ u1: undefined, u2: undefined, u3: undefined });
    table.accept(table.asPlayer('u2', answer({ choice: 'failed' })));
    expect(table.state.quiz?.closed).toBe(true);
    expect(scores(table)).toEqual({ u1: { answered: 1, right: 1 }, u2: { answered: 1, right: 0 }, u3: undefined });

    table.host(ask([lostConfirm], 'question', 10_000));
    table.accept(table.asPlayer('u1', answer({ choice: 'nothing' }, 'lost-confirm', 2)));
    table.now += 9_999;
    table.server({ type: 'tick' });
    expect(table.state.quiz?.closed).toBe(false);
    table.now += 1;
    table.server({ type: 'tick' });
    expect(table.state.quiz?.closed).toBe(true);
    table.now += 60_000;
    table.server({ type: 'tick' });
    expect(scores(table)).toMatchObject({ u1: { answered: 2, right: 2 }, u2: { answered: 1, right: 0 } });
  });

  it('ENG-133: they leave the screens when play goes on, and open ones close first', () => {
    const goOn: HostCommand[] = [{ type: 'startRound' }, { type: 'finishSession' }, { type: 'putQuestionsAway' }];
    for (const command of goOn) {
      const table = new Table().join('u1', 'u2');
      table.host(ask());
      table.accept(table.asPlayer('u1', answer({ choice: 'nothing' })));
      table.host(command);
      expect(table.state.quiz).toBeUndefined();
      expect(scores(table)).toMatchObject({ u1: { answered: 1, right: 1 } });
    }
    const table = new Table().join('u1', 'u2');
    table.host({ type: 'startRound' });
    table.host({ type: 'pauseRound' });
    table.host(ask());
    table.host({ type: 'resumeRound' });
    expect(table.state.quiz).toBeUndefined();
    expect(table.log.filter((event) => event.type === 'questionsClosed')).toHaveLength(1);
  });

  it('ENG-135: a card is shown while play stands still, and gone when it goes on', () => {
    const card = { id: 'generals', title: { en: 'Two generals' }, body: { en: 'No last messenger is sure.' } };
    const figure = (messengers: number) => ({ kind: 'generals', messengers }) as const;
    const table = new Table().join('u1');
    expect(code(table, { type: 'showCard', card: { ...card, figure: figure(21) } })).toBe('question-invalid');
    expect(code(table, { type: 'showCard', card: { ...card, title: {} } })).toBe('question-invalid');
    table.host({ type: 'showCard', card: { ...card, figure: figure(1) } });
    table.host({ type: 'showCard', card: { ...card, figure: figure(2) } });
    expect(table.state.card?.figure).toEqual(figure(2));
    table.host({ type: 'hideCard' });
    expect(table.state.card).toBeUndefined();
    table.host({ type: 'showCard', card });
    table.host({ type: 'startRound' });
    expect(table.state.card).toBeUndefined();
    expect(code(table, { type: 'showCard', card })).toBe('wrong-phase');
  });

  it('ENG-136: a question of an earlier session is answered a few times, and counts for nothing', () => {
    const table = new Table().join('u1', 'u2');
    const recall = (choice: string): PlayerCommand => ({
      type: 'answerRecall',
      question: lostConfirm,
      answer: { choice },
    });
    expect(say(table, 'u1', recall('elsewhere'))).toBe('answer-invalid');
    for (let count = 0; count < questionLimits.recalls; count++) table.accept(table.asPlayer('u1', recall('nothing')));
    expect(say(table, 'u1', recall('nothing'))).toBe('limit-reached');
    expect(say(table, 'u2', recall('failed'))).toBe('accepted');
    expect(scores(table)).toEqual({ u1: undefined, u2: undefined });
    table.host({ type: 'finishSession' });
    expect(say(table, 'u2', recall('failed'))).toBe('wrong-phase');
  });

  it('ENG-134: exactly one order of steps is right, and a wrong one names the pairs it turned round', () => {
    const ids = steps.options.map(({ id }) => id);
    fc.assert(
      fc.property(fc.shuffledSubarray(ids, { minLength: 4, maxLength: 4 }), (order) => {
        const { right, misconceptions } = gradeAnswer(steps, { order });
        expect(right).toBe(order.join() === ids.join());
        expect(misconceptions.includes('7')).toBe(order.indexOf('record') < order.indexOf('charge'));
        expect(misconceptions.includes('3')).toBe(order.indexOf('ack') < order.indexOf('charge'));
      }),
    );
  });

  it('ENG-134: where pairs of steps are given, every order that keeps them is right, and no other', () => {
    const before = [
      { first: 'check', then: 'charge' },
      { first: 'charge', then: 'ack' },
    ];
    const ids = steps.options.map(({ id }) => id);
    fc.assert(
      fc.property(fc.shuffledSubarray(ids, { minLength: 4, maxLength: 4 }), (order) => {
        const [check, charge, ack] = ['check', 'charge', 'ack'].map((id) => order.indexOf(id));
        expect(gradeAnswer({ ...steps, before }, { order }).right).toBe(check! < charge! && charge! < ack!);
      }),
    );
    expect(gradeAnswer({ ...steps, before }, { order: ['check', 'charge', 'ack'] }).right).toBe(false);
  });

  it('ENG-134: a wrong option names its misconception', () => {
    expect(gradeAnswer(lostConfirm, { choice: 'nothing' })).toEqual({ right: true, misconceptions: [] });
    expect(gradeAnswer(lostConfirm, { choice: 'failed' })).toEqual({ right: false, misconceptions: ['1'] });
    expect(gradeAnswer(lostConfirm, {})).toEqual({ right: false, misconceptions: [] });
  });
});
