import type { GameEvent } from '@ack-attack/engine';
import type { OpenSoloRequest } from '@ack-attack/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { logOf } from './alone.ts';
import { openPage } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { waitFor } from '../wire/wait-for.ts';

let browser: Browser;
let server: ClockedServer;
const pages: Page[] = [];

forAllTests((opened) => ({ browser, server } = opened));
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** In steps that no server takes for its own absence. */
async function playToTheBell(phone: Page): Promise<void> {
  while ((await phone.getByText('Orders that were lost').count()) === 0) {
    server.advance(3_000);
    await phone.evaluate(() => new Promise(requestAnimationFrame));
  }
}

/** Lets the bots go on until the log has what is waited for. */
const playUntil = (phone: Page, what: string, isThere: (log: readonly GameEvent[]) => boolean) =>
  waitFor(what, async () => {
    if (isThere(await logOf(server, phone))) return true;
    server.advance(250);
    return false;
  });

/** Taps what the hint points to until the order has been sent so often. */
const sendAsHinted = (phone: Page, times: number) =>
  waitFor(`the order is sent, ${times}`, async () => {
    const log = await logOf(server, phone);
    if (log.filter(isFirstPublish).length === times) return true;
    const hinted = phone.locator('.hinted[data-do="publish"]:not([aria-disabled="true"])').first();
    if ((await hinted.count()) > 0) await hinted.dispatchEvent('click');
    return false;
  });

const isFirstPublish = (event: GameEvent) =>
  event.type === 'packetSent' && event.packet.load.leg === 'publish' && event.packet.load.order === 'o1';

const has = (type: GameEvent['type']) => (log: readonly GameEvent[]) => log.some((event) => event.type === type);

test('the first round asks for no choice, points to each step, and tells what a lost confirm led to', async () => {
  const phone = await openPage(browser, { size: 'phone', calm: true });
  pages.push(phone);
  // A slow machine has more time than a player needs.
  await phone.route('**/api/solo', async (route) => {
    const body = route.request().postDataJSON() as OpenSoloRequest;
    expect(body.settings.roundMs).toBe(40_000);
    await route.continue({ postData: { ...body, settings: { ...body.settings, roundMs: 300_000 } } });
  });
  await phone.goto(`${server.url}/solo`);
  await phone.getByRole('button', { name: 'Play', exact: true }).click();
  await button(phone, 'Start').click();
  await playUntil(phone, 'an order comes', has('orderPlaced'));
  await sendAsHinted(phone, 1);
  await playUntil(phone, 'the confirm is lost', has('packetDropped'));
  await sendAsHinted(phone, 2);
  await playToTheBell(phone);
  await phone.locator('.predict > button').click();
  await phone.getByRole('heading', { name: 'What just happened' }).waitFor();
  await phone.getByText('the customer got two mails').waitFor();

  await phone.getByRole('link', { name: 'Go on to the missions' }).click();
  await button(phone, 'The first round once more').waitFor();
  expect(await phone.getByRole('heading', { name: 'Your first round' }).count()).toBe(0);
  await phone.getByText('0 of 36 stars').waitFor();
});

test('who plays a mission alone gets its stars, one thing to try, and finds them again on the climb', async () => {
  const phone = await openPage(browser, { size: 'phone', calm: true });
  pages.push(phone);
  await phone.goto(`${server.url}/solo`);
  await phone.getByText('0 of 36 stars').waitFor();
  const missions = phone.getByRole('listitem').getByRole('button');
  expect(await missions.count()).toBe(12);
  expect(await phone.getByRole('img', { name: 'No star yet' }).count()).toBe(12);

  await missions.first().click();
  await button(phone, 'Start').click();
  await button(phone, 'Pause').waitFor();
  // Nothing is sent: nobody is served, and nothing is lost either.
  await playToTheBell(phone);
  await phone.locator('.predict > button').click();
  await phone.getByRole('heading', { name: 'Mission 1' }).waitFor();
  const stars = await phone.locator('section:has(h2:text("Mission 1")) li').allInnerTexts();
  expect(stars.map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
    'Served (not yet)',
    'Contract kept (not yet)',
    'Prediction right (won)',
  ]);
  await phone.getByText('keep every order moving').waitFor();

  await phone.getByRole('link', { name: 'Missions' }).click();
  await phone.getByText('1 of 36 stars').waitFor();
  await phone.getByText('1 day in a row').waitFor();
  await phone.getByRole('img', { name: '1 star' }).waitFor();
  expect(await missions.count()).toBe(12);
});

test("the day's round is the same for everyone", async () => {
  const orders: string[] = [];
  for (let player = 0; player < 2; player++) {
    const phone = await openPage(browser, { size: 'phone', calm: true });
    pages.push(phone);
    const asked = phone.waitForRequest((request) => request.url().endsWith('/api/solo'));
    await phone.goto(`${server.url}/solo`);
    await button(phone, /Today’s round/).click();
    const { seed, settings, role, plan } = (await asked).postDataJSON() as Record<string, unknown>;
    expect(seed).toBeTypeOf('number');
    orders.push(JSON.stringify({ seed, settings, role, plan }));
    await button(phone, 'Start').waitFor();
  }
  expect(orders[0]).toBe(orders[1]);
});
