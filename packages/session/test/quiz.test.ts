import type { HostCommand, PlayerId, Question, QuestionAnswer } from '@ack-attack/engine';
import type { PhoneView, StageView } from '@ack-attack/protocol';
import { expect, test } from 'vitest';
import type { SessionRoom } from '../src/room/session-room.ts';
import { host, join, RecordingSink, openRoom, serve } from './open-room.ts';

const question: Question = {
  id: 'lost-confirm',
  kind: 'choose',
  fact: { en: 'SECRET-FACT' },
  prompt: { en: 'No confirm came. What do you know?' },
  options: [
    { id: 'nothing', text: { en: 'Nothing' } },
    { id: 'failed', text: { en: 'It failed' }, misconception: 'SECRET-MISCONCEPTION' },
  ],
  right: 'nothing',
  explanation: { en: 'SECRET-EXPLANATION' },
};
const ask = (purpose: 'question' | 'ticket'): HostCommand => ({
  type: 'askQuestions',
  purpose,
  questions: [question],
});

const answer = (room: SessionRoom, player: PlayerId, seq: number, given: QuestionAnswer) =>
  room.submit({
    by: 'player',
    player,
    seq,
    id: `answer-${player}-${seq}`,
    command: { type: 'answerQuestion', quiz: room.state.quizzes, question: question.id, answer: given },
  });

async function classroom() {
  const served = serve();
  const room = await openRoom(served);
  const ana = await join(room, 'Ana');
  const boris = await join(room, 'Boris');
  const links = {
    ana: new RecordingSink(),
    boris: new RecordingSink(),
    stage: new RecordingSink(),
    console: new RecordingSink(),
  };
  room.connectPhone(ana, links.ana);
  room.connectPhone(boris, links.boris);
  room.connectScreen('stage', links.stage);
  room.connectScreen('console', links.console);
  return { ...served, room, ana, boris, links };
}

test('no screen shows an answer before the question is closed, and every screen the distribution after it', async () => {
  const { room, clock, ana, boris, links } = await classroom();
  await room.submit(host(1, ask('question')));
  await answer(room, ana, 1, { choice: 'failed' });
  await clock.advance(1_000);
  expect((links.stage.shown as StageView).quiz).toMatchObject({ closed: false, answered: 1, expected: 2 });
  expect((links.ana.shown as PhoneView).answers).toEqual({ 'lost-confirm': { choice: 'failed' } });
  expect((links.boris.shown as PhoneView).answers).toEqual({});
  for (const link of Object.values(links)) {
    expect(JSON.stringify(link.messages)).not.toMatch(/SECRET|"right"/);
  }
  await answer(room, boris, 1, { choice: 'nothing' });
  await clock.advance(1_000);
  for (const link of Object.values(links)) {
    expect(link.shown?.quiz).toMatchObject({
      closed: true,
      results: [{ question, answered: 2, right: 1, choices: { nothing: 1, failed: 1 } }],
    });
  }
  expect((links.boris.shown as PhoneView).quizScore).toEqual({ answered: 1, right: 1 });
  await room.submit(host(2, { type: 'putQuestionsAway' }));
  await clock.advance(1_000);
  for (const link of Object.values(links)) expect(link.shown?.quiz).toBeUndefined();
  room.close();
});

test('while an exit ticket is open no screen shows scores', async () => {
  const { room, clock, ana, boris, links } = await classroom();
  let seq = 0;
  const run = (command: HostCommand) => room.submit(host(++seq, command));
  await run({ type: 'startRound' });
  await clock.advance(20_000);
  await run({ type: 'ringBell' });
  await run(ask('ticket'));
  await run({ type: 'revealTruth' });
  await clock.advance(1_000);
  for (const link of Object.values(links)) {
    const view = link.shown as PhoneView | StageView;
    expect(view.phase).toBe('revealed');
    expect(view.reveal).toBeUndefined();
    if (view.kind !== 'phone') expect(view.totals).toEqual({});
  }
  await answer(room, ana, 1, { choice: 'nothing', confidence: 'sure' });
  await answer(room, boris, 1, { choice: 'failed', confidence: 'guess' });
  await clock.advance(1_000);
  for (const link of Object.values(links)) {
    const view = link.shown as PhoneView | StageView;
    expect(view.reveal).toBeDefined();
    expect(view.quiz?.results?.[0]?.confidence).toEqual({
      guess: { answered: 1, right: 0 },
      think: { answered: 0, right: 0 },
      sure: { answered: 1, right: 1 },
    });
  }
  room.close();
});

test('ENG-139: players with extra time who still answer are shown on the console and on no other screen', async () => {
  const { room, clock, ana, links } = await classroom();
  await room.submit(host(1, { type: 'giveExtraTime', player: ana, factor: 1.5 }));
  await room.submit(host(2, ask('question')));
  await clock.advance(1_000);
  expect((links.console.shown as StageView).host?.awaited).toEqual([ana]);
  for (const link of [links.ana, links.boris, links.stage])
    expect(JSON.stringify(link.messages)).not.toMatch(/awaited/);
  for (const link of [links.boris, links.stage]) expect(JSON.stringify(link.messages)).not.toMatch(/extraTime/);
  await answer(room, ana, 1, { choice: 'nothing' });
  await clock.advance(1_000);
  expect((links.console.shown as StageView).host?.awaited).toEqual([]);
  room.close();
});
