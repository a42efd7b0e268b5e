import type { Question } from '@ack-attack/engine';
import junior from '@ack-attack/lesson/content/junior.json' with { type: 'json' };
import middle from '@ack-attack/lesson/content/middle.json' with { type: 'json' };
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { wording } from './wording.ts';
import { openPage, screenSizes } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { joinOn } from './phone.ts';
import { openRoom, type Room } from './room.ts';

const bank = [...junior.questions, ...middle.questions] as unknown as Question[];
const pick = (id: string) => bank.find((question) => question.id === id)!;
const tally = pick('junior-nobody-dedups');
const ordering = pick('middle-seven-steps');
const choice = pick('junior-two-silences');
const textOf = ({ options }: Question, id: string | undefined) =>
  options.find((option) => option.id === id)?.text.en ?? '';

let browser: Browser;
let server: ClockedServer;
let room: Room;
let page: Page;

forAllTests((opened) => ({ browser, server } = opened));
beforeEach(async () => {
  room = await openRoom(server.url);
  page = await openPage(browser);
  await joinOn(page, room, 'Ana');
});
afterEach(async () => {
  await page.context().close();
  room.close();
});

const send = () => page.getByRole('button', { name: wording('quiz.answer.send') });
const answersInLog = async () =>
  (await server.store.read(room.session, 0)).filter((event) => event.type === 'questionAnswered');

test('a trace is predicted before the bank is shown, and explained after it', async () => {
  await room.order({ type: 'askQuestions', purpose: 'question', questions: [tally] });
  await page.getByRole('img').waitFor();
  expect(await page.locator('.effect').count()).toBe(0);
  expect(await send().isDisabled()).toBe(true);
  await page.getByText(textOf(tally, 'l0-d0-p0-k0')).tap();
  await send().tap();
  // The only one who is here has answered, so the question closes.
  await page.getByText(wording('quiz.answer.wrong')).waitFor();
  await page.getByText(tally.explanation.en!).waitFor();
  expect(await answersInLog()).toMatchObject([{ answer: { choice: 'l0-d0-p0-k0' } }]);
  await room.order({ type: 'putQuestionsAway' });
  await page.getByText(wording('phone.lobby.in')).waitFor();
});

test('steps are put in order by keyboard alone', async () => {
  await room.order({ type: 'askQuestions', purpose: 'question', questions: [ordering] });
  await send().waitFor();
  const shown = () => page.locator('li .text').allTextContents();
  for (const [place, id] of ordering.rightOrder!.entries()) {
    const step = textOf(ordering, id);
    while ((await shown())[place] !== step) {
      const before = (await shown()).indexOf(step);
      await page.getByRole('button', { name: wording('quiz.answer.up', { step }), exact: true }).focus();
      await page.keyboard.press('Enter');
      await expect.poll(async () => (await shown()).indexOf(step)).toBe(before - 1);
    }
  }
  await send().focus();
  await page.keyboard.press('Enter');
  await page.getByText(wording('quiz.answer.right'), { exact: true }).waitFor();
  expect(await answersInLog()).toMatchObject([{ answer: { order: ordering.rightOrder } }]);
});

test('an exit ticket asks how sure one is, goes on where a reload left it, and comes back in a later session', async () => {
  await room.order({ type: 'askQuestions', purpose: 'ticket', questions: [choice, tally] });
  await page.getByText(textOf(choice, 'error')).tap();
  expect(await send().isDisabled()).toBe(true);
  await page.getByText(wording('quiz.confidence.sure'), { exact: true }).tap();
  await send().tap();
  await page.getByText(wording('quiz.progress', { number: 2, count: 2 })).waitFor();
  await page.reload();
  await page.getByText(wording('quiz.progress', { number: 2, count: 2 })).waitFor();
  await page.getByText(textOf(tally, tally.right)).tap();
  await page.getByText(wording('quiz.confidence.guess'), { exact: true }).tap();
  await send().tap();
  await page.getByText(choice.explanation.en!).waitFor();
  expect(await answersInLog()).toMatchObject([
    { answer: { choice: 'error', confidence: 'sure' } },
    { answer: { choice: tally.right, confidence: 'guess' } },
  ]);

  server.advance(2 * 86_400_000);
  const later = await openRoom(server.url);
  await joinOn(page, later, 'Ana');
  await page.getByRole('heading', { name: wording('quiz.recall.title') }).waitFor();
  await page.getByText(textOf(choice, choice.right)).tap();
  await send().tap();
  await page.getByText(wording('quiz.answer.right'), { exact: true }).waitFor();
  await expect
    .poll(async () => (await server.store.read(later.session, 0)).filter(({ type }) => type === 'recallAnswered'))
    .toMatchObject([{ question: choice, answer: { choice: choice.right } }]);
  later.close();
});

test('a free recall is said first, and compared by a tap', async () => {
  const { id, title, body, answer } = junior.cards.find((card) => card.answer)!;
  await room.order({ type: 'showCard', card: { id, title, body, answer: answer! } });
  await page.getByText(body.en).waitFor();
  expect(await page.getByText(answer!.en).isVisible()).toBe(false);
  await page.getByText(wording('quiz.card.compare')).tap();
  await page.getByText(answer!.en).waitFor();
  await room.order({ type: 'hideCard' });
  await page.getByText(body.en).waitFor({ state: 'detached' });
});

test('a card is on the phone as long as it is shown', async () => {
  const generals = junior.cards.find(({ figure }) => figure?.kind === 'generals')!;
  const card = { ...generals, figure: { kind: 'generals', messengers: 3 } } as const;
  await room.order({ type: 'showCard', card });
  await page.getByRole('heading', { name: card.title.en }).waitFor();
  await expect.poll(() => page.getByRole('listitem').count()).toBe(3);
  await room.order({ type: 'hideCard' });
  await page.getByText(wording('phone.lobby.in')).waitFor();
});

test('a question’s drawing is requested until a bad network delivers it', async () => {
  // Without a worker, which would fetch where nobody can get in its way.
  const context = await browser.newContext({ viewport: screenSizes.phone, hasTouch: true, serviceWorkers: 'block' });
  const other = await context.newPage();
  const lost = new Set<string>();
  await other.route(/\/assets\/(quiz-en|lesson-screen|trace-figure)/, async (route) => {
    const url = route.request().url();
    if (lost.has(url)) return route.continue();
    lost.add(url);
    await route.abort('connectionreset');
  });
  await joinOn(other, room, 'Ben');
  await room.order({ type: 'askQuestions', purpose: 'question', questions: [tally] });
  await other.getByRole('heading', { name: tally.prompt.en! }).waitFor();
  await other.getByRole('img').waitFor();
  await other.getByText(textOf(tally, tally.right)).tap();
  await other.getByRole('button', { name: wording('quiz.answer.send') }).tap();
  await other.getByText(wording('quiz.answer.sent')).waitFor();
  const parts = [...lost].map((url) => /assets\/([a-z-]+?)-[\w-]{8}\./.exec(url)?.[1]);
  expect(parts).toEqual(expect.arrayContaining(['quiz-en', 'lesson-screens', 'trace-figure']));
  await context.close();
});

test.each(['en', 'ru'] as const)(
  'the report of a class that a myth caught is as wide as a phone (%s)',
  async (language) => {
    await room.order({ type: 'askQuestions', purpose: 'question', questions: [choice] });
    await page.getByText(textOf(choice, 'dead')).tap();
    await send().tap();
    await page.getByText(wording('quiz.answer.wrong')).waitFor();
    await room.order({ type: 'putQuestionsAway' });
    await room.order({ type: 'finishSession' });
    const report = await openPage(browser, { language });
    const { session, hostToken: token } = room;
    await report.goto(`${server.url}/report#${new URLSearchParams({ session, token })}`);
    await report.locator('table.myths td').first().waitFor();
    // A phone's browser widens its own window to what overflows.
    expect(await report.evaluate(() => document.documentElement.scrollWidth)).toBe(screenSizes.phone.width);
    await report.context().close();
  },
);
