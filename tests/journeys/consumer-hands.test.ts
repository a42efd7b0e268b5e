import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { waitFor } from '../wire/wait-for.ts';
import { openPage } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { wording } from './wording.ts';

let browser: Browser;
let server: ClockedServer;
forAllTests((opened) => ({ browser, server } = opened));
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

/** A phone that plays the consumer alone, with bots for the rest. */
async function consumer(level: 'zero' | 'junior'): Promise<Page> {
  const page = await openPage(browser, { calm: true });
  await page.goto(`${server.url}/solo`);
  await page
    .getByText(wording(`common.level.${level}`), { exact: true })
    .first()
    .tap();
  await page.getByText(wording('common.role.consumer'), { exact: true }).tap();
  await page.getByRole('button', { name: 'Play', exact: true }).tap();
  await page.getByRole('button', { name: 'Start', exact: true }).tap();
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  return page;
}

/** Lets the bots go on until something is there. */
async function playUntil(page: Page, what: string, there: () => Promise<boolean>): Promise<void> {
  await waitFor(what, async () => {
    if (await there()) return true;
    server.advance(500);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    return false;
  });
}

test('every card in hand can be opened and put down, and full hands say how to free one', async () => {
  const page = await consumer('junior');
  const cards = page.getByRole('article');
  await playUntil(page, 'a third card is in hand', async () => (await cards.count()) > 2);
  await page.getByText(wording('play.consumer.full')).waitFor();
  const third = cards.nth(2);
  await third.getByRole('button', { name: wording('play.step.dismiss'), exact: true }).waitFor();
  await third.getByRole('button', { name: wording('play.card.steps') }).tap();
  await third.locator('[data-do="charge"]').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test('a hint to clear finished work points to a visible card', async () => {
  const page = await consumer('zero');
  const hint = page.locator('button.hint');
  const clear = wording('play.reason.finished-so-dismiss');
  await waitFor('a finished card is all there is', async () => {
    // Faster than the student works, the bots would bury the page.
    if ((await page.getByRole('article').count()) === 0) server.advance(500);
    if ((await hint.count()) === 0) return false;
    if (((await hint.textContent()) ?? '').includes(clear)) return true;
    const next = page.locator('article .hinted').first();
    if ((await next.count()) > 0) await next.dispatchEvent('click');
    return false;
  });
  await page.locator('.hinted').first().waitFor();
  expect(await page.getByText(wording('play.consumer.empty')).count()).toBe(0);
});

test('a destructive step can be undone before it is sent, and is sent otherwise', async () => {
  const page = await consumer('junior');
  const cards = page.getByRole('article');
  await playUntil(page, 'a card is in hand', async () => (await cards.count()) > 0);
  const dismissed = async () => {
    const { session } = JSON.parse(await page.evaluate(() => localStorage.getItem('ack-attack/seat/phone') ?? '')) as {
      session: string;
    };
    const log = await server.store.read(session, 0);
    return log.filter(({ type }) => type === 'deliveryDismissed').length;
  };
  const dismiss = cards.first().locator('[data-do="dismiss"]');
  const undo = cards.first().locator('[data-do="undo"]');
  await dismiss.tap();
  await undo.waitFor();
  await waitFor('it is undone', async () => {
    if ((await dismiss.count()) > 0) return true;
    await undo.dispatchEvent('click');
    return (await dismiss.count()) > 0;
  });
  expect(await dismissed()).toBe(0);
  await dismiss.tap();
  await waitFor('it is sent', async () => (await dismissed()) === 1);
});

test('no card comes while a finger is down, and those that came are there when it has gone up', async () => {
  const page = await consumer('junior');
  const cards = page.getByRole('article');
  await playUntil(page, 'a card is in hand', async () => (await cards.count()) > 0);
  const told = page.locator('[aria-live="polite"].visually-hidden').first();
  const before = await told.textContent();
  await page.evaluate(() => dispatchEvent(new PointerEvent('pointerdown')));
  const count = await cards.count();
  await playUntil(page, 'the phone has heard of another', async () => (await told.textContent()) !== before);
  expect(await cards.count()).toBe(count);
  await page.evaluate(() => dispatchEvent(new PointerEvent('pointerup')));
  await waitFor('it is there', async () => (await cards.count()) > count);
});
