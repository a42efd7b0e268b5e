import { settingsFor } from '@ack-attack/lesson';
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { waitFor } from '../wire/wait-for.ts';
import { logOf, openAlone, startAlone } from './alone.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { countAt } from './phone.ts';
import { longRound } from './room.ts';
import { wording } from './wording.ts';

let browser: Browser;
let server: ClockedServer;
forAllTests((opened) => ({ browser, server } = opened));
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

/** A phone that plays the consumer alone, with bots for the rest, in a round that no test lasts. */
async function consumer(level: 'zero' | 'junior'): Promise<Page> {
  const settings = longRound({ ...settingsFor('at-least-once', level), roundMs: 600_000 });
  const page = await openAlone(browser, server.url, 'consumer', settings, { calm: true });
  await startAlone(page);
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

test('two cards are in hand, the rest can be taken out of the stack, and full hands say what frees one', async () => {
  const page = await consumer('junior');
  const cards = page.getByRole('article');
  await playUntil(page, 'a third card waits', async () => (await countAt(page, 'hands')) > 2);
  await page.getByText(wording('play.consumer.full')).waitFor();
  expect(await cards.count()).toBe(2);
  const held = await cards.nth(1).getAttribute('data-card');
  await page.locator('[data-station="hands"] .stack').tap();
  const next = page.getByRole('dialog').locator('.row').first();
  const taken = await next.locator('h3').textContent();
  await next.tap();
  await waitFor('it is in hand', async () => (await cards.nth(1).getAttribute('data-card')) !== held);
  expect(await cards.nth(1).locator('h3').textContent()).toBe(taken);
  await cards.nth(1).locator('[data-do="charge"]').waitFor();
});

test('a hint to clear finished work points to a visible card', async () => {
  const page = await consumer('zero');
  const hint = page.locator('button.hint');
  const clear = wording('play.reason.finished-so-dismiss');
  await waitFor('a finished card is all there is', async () => {
    if ((await page.getByRole('article').count()) === 0) server.advance(500);
    if ((await hint.count()) === 0) return false;
    if (((await hint.textContent()) ?? '').includes(clear)) return true;
    const next = page.locator('article .hinted:not([aria-disabled="true"])').first();
    if ((await next.count()) > 0) await next.dispatchEvent('click');
    return false;
  });
  await page.locator('.hinted[data-do="dismiss"]').waitFor();
});

test('a button under a finger that stays says what it does, and does nothing', async () => {
  const page = await consumer('junior');
  await playUntil(page, 'a card is in hand', async () => (await page.getByRole('article').count()) > 0);
  const ack = page.locator('[data-do="ack"]:not([aria-disabled="true"])').first();
  await ack.dispatchEvent('pointerdown');
  await page
    .getByRole('status')
    .filter({ hasText: wording('play.explain.ack') })
    .waitFor();
  await ack.dispatchEvent('pointerup');
  await ack.dispatchEvent('click');
  expect(await page.locator('.sending').count()).toBe(0);
});

test('a finger that was lifted in time has tapped, however late a busy page hears of it', async () => {
  const page = await consumer('junior');
  await playUntil(page, 'a card is in hand', async () => (await page.getByRole('article').count()) > 0);
  const ack = page.locator('[data-do="ack"]:not([aria-disabled="true"])').first();
  const explanation = page.getByRole('status').filter({ hasText: wording('play.explain.ack') });
  await ack.evaluate((button) => {
    const down = new PointerEvent('pointerdown', { bubbles: true });
    Object.assign(window, { up: new PointerEvent('pointerup', { bubbles: true }) });
    button.dispatchEvent(down);
  });
  await explanation.waitFor();
  await ack.evaluate((button) => button.dispatchEvent((window as unknown as { up: Event }).up));
  await explanation.waitFor({ state: 'hidden' });
  await ack.dispatchEvent('click');
  await waitFor('the ack is in the log', async () =>
    (await logOf(server, page)).some((event) => event.type === 'packetSent' && event.packet.load.leg === 'ack'),
  );
});

test('a destructive step can be undone before it is sent, and is sent otherwise', async () => {
  const page = await consumer('junior');
  const cards = page.getByRole('article');
  await playUntil(page, 'a card is in hand', async () => (await cards.count()) > 0);
  const dismissed = async () => (await logOf(server, page)).filter(({ type }) => type === 'deliveryDismissed').length;
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
  await playUntil(page, 'a card is in hand', async () => (await countAt(page, 'hands')) > 0);
  const told = page.locator('[aria-live="polite"].visually-hidden').first();
  const before = await told.textContent();
  await page.evaluate(() => dispatchEvent(new PointerEvent('pointerdown')));
  const count = await countAt(page, 'hands');
  await playUntil(page, 'the phone has heard of another', async () => (await told.textContent()) !== before);
  expect(await countAt(page, 'hands')).toBe(count);
  await page.evaluate(() => dispatchEvent(new PointerEvent('pointerup')));
  await waitFor('it is there', async () => (await countAt(page, 'hands')) > count);
});
