import { readFile } from 'node:fs/promises';
import { createClient, memoryStorage, type Client } from '@ack-attack/client';
import type { PlayerId, Question } from '@ack-attack/engine';
import junior from '@ack-attack/lesson/content/junior.json' with { type: 'json' };
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { wording } from './wording.ts';
import { waitFor } from '../wire/wait-for.ts';
import { findings } from './axe-findings.ts';
import { openPage } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { openRoom, type Room } from './room.ts';

const question = (junior.questions as unknown as Question[]).find(({ kind }) => kind === 'choose')!;
const wrong = question.options.find(({ id }) => id !== question.right)!;
const prompt = question.prompt.en!;
const ownFile = {
  format: 'ack-attack-lesson',
  version: 1,
  id: 'own',
  title: { en: 'Our own broker' },
  cards: [],
  questions: [{ ...question, id: 'own-1', prompt: { en: 'What does our relay do?' } }],
};

let browser: Browser;
let server: ClockedServer;
let room: Room;
let page: Page;
let students: Client<'phone'>[];

forAllTests((opened) => ({ browser, server } = opened));
beforeEach(async () => {
  room = await openRoom(server.url);
  students = ['Ana', 'Ben'].map(() => createClient({ as: 'phone', url: server.url, storage: memoryStorage() }));
  await Promise.all(students.map((student, index) => student.join(room.roomCode, ['Ana', 'Ben'][index]!)));
  page = await openPage(browser, { size: 'laptop' });
  await page.goto(`${server.url}/host#session=${room.session}&token=${room.hostToken}`);
});
afterEach(async () => {
  await page.context().close();
  for (const student of students) student.close();
  room.close();
});

const openBank = () => page.getByText(wording('quiz.bank'), { exact: true }).click();
const button = (name: string) => page.getByRole('button', { name, exact: true });
const answer = (student: Client<'phone'>, choice: string) =>
  student.send({ type: 'answerQuestion', quiz: 1, question: question.id, answer: { choice } });
const load = (text: string) =>
  page
    .locator(`input[type=file][aria-label="${wording('quiz.file.load')}"]`)
    .setInputFiles({ name: 'own.json', mimeType: 'application/json', buffer: Buffer.from(text) });

test('a teacher asks in a pause, sees missing answers, then the result, and puts it away', async () => {
  await room.order({ type: 'startRound' });
  await page.getByRole('heading', { name: wording('quiz.title') }).waitFor({ state: 'detached' });
  await room.order({ type: 'pauseRound' });
  await openBank();
  await button(wording('quiz.ask-named', { prompt })).click();
  await page.getByText(wording('quiz.open', { answered: 0, expected: 2 })).waitFor();
  expect(await button(wording('quiz.ask-named', { prompt })).isDisabled()).toBe(true);
  await answer(students[0]!, wrong.id);
  await page.getByText(wording('quiz.open', { answered: 1, expected: 2 })).waitFor();
  await answer(students[1]!, question.right!);
  // All who are here have answered, so it closes.
  const live = page.getByRole('region', { name: prompt });
  await live.getByText(wording('quiz.result.right', { right: 1, answered: 2 })).waitFor();
  await live.getByText(question.explanation.en!).waitFor();
  await button(wording('quiz.put-away')).click();
  await live.waitFor({ state: 'detached' });
  await page.reload();
  await openBank();
  const row = page.getByRole('listitem').filter({ has: button(wording('quiz.ask-named', { prompt })) });
  await row.getByText(wording('quiz.asked'), { exact: true }).waitFor();
});

test('a teacher is asked before a student with more time is cut short', async () => {
  const [ana] = Object.keys(room.host.view!.players) as PlayerId[];
  await room.order({ type: 'giveExtraTime', player: ana!, factor: 1.5 });
  await room.order({ type: 'askQuestions', purpose: 'question', questions: [question] });
  await button(wording('quiz.close')).click();
  const dialog = page.getByRole('dialog', { name: wording('console.sure.awaited') });
  await dialog.getByText('Ana has more time').waitFor();
  await dialog.getByRole('button', { name: wording('console.sure.no') }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(room.host.view?.quiz?.closed).toBe(false);
  // Others have had their time: nothing is asked about them.
  await answer(students[0]!, question.right!);
  await page.getByText(wording('quiz.open', { answered: 1, expected: 2 })).waitFor();
  await button(wording('quiz.close')).click();
  await page.getByText(question.explanation.en!).first().waitFor();
  await button(wording('quiz.put-away')).click();

  await room.order({ type: 'startRound' });
  await room.order({ type: 'ringBell' });
  await button(wording('console.flow.reveal')).click();
  await dialog.getByRole('button', { name: wording('console.sure.yes-awaited') }).click();
  await waitFor('the truth', () => room.host.view?.phase === 'revealed');
});

test('an exit ticket is picked and handed out, and the answers stand in the picture of the misconceptions', async () => {
  await room.order({ type: 'startRound' });
  await room.order({ type: 'ringBell' });
  await room.order({ type: 'revealTruth' });
  await openBank();
  await button(wording('quiz.ticket.pick')).click();
  await page.getByText(wording('quiz.ticket.chosen', { count: 3, most: 3 })).waitFor();
  await button(wording('quiz.ticket.ask')).click();
  const quiz = await waitFor('the ticket', () => students[0]!.view?.quiz);
  expect(quiz).toMatchObject({ purpose: 'ticket', questions: { length: 3 } });
  await page.getByText(wording('quiz.ticket.chosen', { count: 0, most: 3 })).waitFor();
  const asked = (junior.questions as unknown as Question[]).filter(({ id }) => quiz.questions.some((q) => q.id === id));
  const [one] = asked.filter(({ right }) => right !== undefined);
  const slip = one!.options.find(({ misconception }) => misconception !== undefined)!;
  const given = { choice: slip.id, confidence: 'sure' } as const;
  await students[0]!.send({ type: 'answerQuestion', quiz: 1, question: one!.id, answer: given });
  await button(wording('quiz.close')).click();
  const picture = page.getByRole('region', { name: wording('review.picture.title') });
  await picture.locator('summary').first().click();
  await picture.getByText(wording('marks.stand.caught'), { exact: true }).first().waitFor();
  // A myth is read as one, and the students who were not tested are neither right nor wrong.
  const myth = wording(`marks.subject.${slip.misconception as '1'}`);
  expect(await picture.locator('s').allInnerTexts()).toContain(myth);
  expect(await picture.locator('details').filter({ hasText: myth }).locator('.unseen').count()).toBeGreaterThan(0);
  const untested = picture.locator('details').last();
  expect(await untested.locator('.solid').count()).toBe(0);
  expect(await untested.locator('s').count()).toBeGreaterThan(0);
  await picture.getByText(wording('review.picture.said.wrong'), { exact: true }).first().waitFor();
});

test('a bad file is refused with its line, a good one is there after a reload, and a card is shown to all', async () => {
  await openBank();
  await page.getByText(wording('quiz.own'), { exact: true }).click();
  const bad = JSON.stringify(ownFile, undefined, 2).replace(`"right": "${question.right}"`, '"right": "nothing"');
  await load(bad);
  const alert = page.getByRole('alert');
  const line = bad.split('\n').findIndex((text) => text.includes('"questions"')) + 2;
  await alert.getByText(wording('quiz.file.refused', { file: 'own.json', line })).waitFor();
  expect(await alert.textContent()).toContain('questions[0]');
  await load(JSON.stringify(ownFile));
  await alert.waitFor({ state: 'detached' });
  await page.reload();
  await openBank();
  await page.getByText(wording('quiz.own'), { exact: true }).click();
  await button(wording('quiz.ask-named', { prompt: 'What does our relay do?' })).waitFor();
  const saved = page.waitForEvent('download');
  await button(wording('quiz.file.export')).click();
  expect(JSON.parse(await readFile(await (await saved).path(), 'utf8'))).toEqual(ownFile);
  await button(wording('quiz.file.remove')).click();
  await button(wording('quiz.ask-named', { prompt: 'What does our relay do?' })).waitFor({ state: 'detached' });

  await page.getByText(wording('common.level.junior'), { exact: true }).last().click();
  const generals = page.getByRole('listitem').filter({ hasText: junior.cards[2]!.title.en });
  await generals.getByRole('button', { name: /^Show to all/ }).click();
  const messengers = () => {
    const figure = students[0]!.view?.card?.figure;
    return figure?.kind === 'generals' ? figure.messengers : undefined;
  };
  const before = await waitFor('the card', () => students[0]!.view?.card && { sent: messengers() });
  await button(wording('quiz.generals.more')).click();
  await waitFor('one more', () => messengers() === before.sent! + 1);
  const answers = page.getByText(wording('quiz.answer'), { exact: true });
  for (const place of [0, 5, 10]) await answers.nth(place).click();
  expect(await findings(page)).toEqual([]);
  await button(wording('quiz.card.hide')).first().click();
  await waitFor('no card', () => students[0]!.view?.card === undefined);
});
