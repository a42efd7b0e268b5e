import type { Card, PlayerId, Question } from '@ack-attack/engine';
import junior from '@ack-attack/lesson/content/junior.json' with { type: 'json' };
import middle from '@ack-attack/lesson/content/middle.json' with { type: 'json' };
import zero from '@ack-attack/lesson/content/zero.json' with { type: 'json' };
import type { Page } from 'playwright-core';
import { consoleOf, enter, stageOf, type Guide } from './tour.ts';

const questions = [...junior.questions, ...middle.questions] as unknown as Question[];
const cards = [...junior.cards, ...middle.cards, ...zero.cards] as unknown as Card[];
const withTrace = questions.find(({ id }) => id === 'junior-nobody-dedups')!;
const ordering = questions.find(({ kind }) => kind === 'order')!;
const choice = questions.find(({ id }) => id === 'junior-two-silences')!;
/** What is drawn on a card of each kind. */
const figures = { trace: 'figure svg', generals: '.camps', contracts: 'ul small', steps: 'ol .unsafe' } as const;

/** What the teacher asks and shows while play stands still, to a student with more time among others. */
export async function lesson(guide: Guide): Promise<void> {
  const room = await guide.room();
  const phone = await enter(guide, room, 'Константин-Александр');
  const [player] = Object.keys(room.host.view!.players) as PlayerId[];
  await room.order({ type: 'giveExtraTime', player: player!, factor: 1.5 });
  const other = await guide.open();
  await keepRecall(other);
  await other.goto(`${guide.server.url}/${room.roomCode}`);
  await other.locator('#name').fill('Ana');
  await other.locator('button[type="submit"]').click();
  await other.locator('.lobby form').waitFor();
  await guide.show('recall', other);
  await answer(other);
  await other.locator('.lobby .verdict').waitFor();
  await guide.show('recall-answered', other);
  const stage = await guide.open(stageOf(room));
  const desk = await guide.open(consoleOf(room));

  await room.order({ type: 'askQuestions', purpose: 'question', questions: [withTrace], answerMs: 600_000 });
  await Promise.all([phone.locator('.lesson svg[role="img"]').waitFor(), stage.locator('.open .options').waitFor()]);
  await guide.show('question-open', phone);
  await answer(phone);
  await phone.locator('.lesson .done').waitFor();
  await guide.show('question-answered', phone);
  await guide.show('stage-question', stage);
  await guide.show('console-asking', desk);
  await room.order({ type: 'closeQuestions' });
  await Promise.all([phone.locator('.lesson .verdict').waitFor(), stage.locator('.results').waitFor()]);
  await guide.show('question-closed', phone);
  await guide.show('stage-question-closed', stage);
  await guide.show('console-answers', desk);

  await room.order({ type: 'askQuestions', purpose: 'question', questions: [ordering] });
  await phone.locator('.lesson form li').first().waitFor();
  await guide.show('question-order', phone);
  await room.order({ type: 'closeQuestions' });
  await room.order({ type: 'askQuestions', purpose: 'ticket', questions: [choice, withTrace] });
  await phone.locator('.lesson .confidence').waitFor();
  await guide.show('ticket-open', phone);
  await desk.locator('[aria-labelledby="quiz-live-title"] button').click();
  await desk.locator('dialog[open]').waitFor();
  await guide.show('console-awaited', desk);
  await room.order({ type: 'putQuestionsAway' });

  for (const [kind, drawn] of Object.entries(figures)) {
    await room.order({ type: 'showCard', card: cards.find(({ figure }) => figure?.kind === kind)! });
    await phone.locator(`.lesson ${drawn}`).first().waitFor();
    await guide.show(`card-${kind}`, phone);
    if (kind === 'trace') await guide.show('stage-card', stage);
  }
  await room.order({ type: 'hideCard' });

  await room.order({ type: 'startRound' });
  await phone.locator('header button').click();
  await phone.locator('dialog[open] .own-time').waitFor();
  await guide.show('play-more-time', phone);
  await room.order({ type: 'ringBell' });
  await phone.locator('.predict .own-time').waitFor();
  await guide.show('predict-more-time', phone);
}

/** As if this device had met a question in another room long ago. */
function keepRecall(page: Page): Promise<void> {
  const entry = { question: choice, streak: 0, dueAt: 0, room: 'OTHERS' };
  return page.evaluate((kept) => localStorage.setItem('ack-attack/phone/recall', kept), JSON.stringify([entry]));
}

async function answer(page: Page): Promise<void> {
  await page.locator('form input[type="radio"]').first().check();
  await page.locator('form button[type="submit"]').click();
}
