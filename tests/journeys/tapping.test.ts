import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../wire/tcp-proxy.ts';
import { waitFor } from '../wire/wait-for.ts';
import { openPage } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { countAt, joinOn, steps } from './phone.ts';
import { longRound, openRoom, type Room } from './room.ts';

let browser: Browser;
let server: ClockedServer;
let proxy: TcpProxy;
let room: Room;
let page: Page;

forAllTests((opened) => ({ browser, server } = opened));
beforeEach(async () => {
  proxy = await startTcpProxy(server.port);
  room = await openRoom(server.url);
  page = await openPage(browser);
  await joinOn(page, room, 'Ana', proxy.url);
  await room.order({ type: 'startRound' });
  await steps(page).first().waitFor();
});
afterEach(async () => {
  await page.context().close();
  room.close();
  await proxy.close();
});

const playerCommands = async () =>
  (await server.store.read(room.session, 0)).filter((event) => event.type === 'commandAccepted' && event.by !== 'host');

/** Those that can be tapped. */
const ready = () => steps(page).and(page.locator(':not([aria-disabled="true"])'));

/** Taps a step five times in a row, faster than any screen follows. */
const drum = async (step = ready().first()) => {
  await step.waitFor();
  await step.evaluate((button: HTMLButtonElement) => {
    for (let tap = 0; tap < 5; tap++) button.click();
  });
};

test('a tap is shown before the next frame, long before the server has heard of it', async () => {
  await ready().first().waitFor();
  proxy.delay(1_000);
  const frames = await ready()
    .first()
    .evaluate(async (button: HTMLButtonElement) => {
      let seen = 0;
      button.click();
      while (!button.classList.contains('sending') && seen < 100) {
        await new Promise(requestAnimationFrame);
        seen++;
      }
      return seen;
    });
  expect(frames).toBeLessThanOrEqual(1);
  expect(await playerCommands()).toHaveLength(0);
  await waitFor('it is in the log', async () => (await playerCommands()).length === 1);
});

test('five simultaneous taps on a step count once', async () => {
  await drum();
  await waitFor('it is in the log', async () => (await playerCommands()).length > 0);
  await waitFor('the phone knows', async () => (await page.locator('.sending').count()) === 0);
  expect(await playerCommands()).toHaveLength(1);
});

test('five taps on a step whose answers get lost count once', async () => {
  proxy.deafen();
  await drum();
  await waitFor('it is in the log', async () => (await playerCommands()).length > 0);
  await drum(steps(page).first());
  proxy.forgetOpen();
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await waitFor('the phone knows', async () => (await page.locator('.sending').count()) === 0);
  expect(await playerCommands()).toHaveLength(1);
});

test('a phone that can be felt is felt when a card comes and at a tap, and stays calm where that is asked for', async () => {
  const phones = await Promise.all([true, false].map((calm) => openPage(browser, { calm })));
  const felt = (phone: Page) => phone.evaluate(() => (window as unknown as { felt: number[] }).felt);
  try {
    for (const phone of phones) {
      // No machine of the tests has a motor.
      await phone.addInitScript(() => {
        const felt: number[] = [];
        Object.assign(window, { felt });
        Object.defineProperty(navigator, 'vibrate', { value: (ms: number) => felt.push(ms) > 0 });
      });
      const alone = await openRoom(server.url);
      await joinOn(phone, alone, 'Ana', server.url);
      await alone.order({ type: 'startRound', shape: { producers: 1, consumers: 1 } });
      await steps(phone).first().waitFor();
      const cards = await countAt(phone, 'book');
      await waitFor('another card is there', async () => (await countAt(phone, 'book')) > cards);
      await steps(phone).first().tap();
      await phone.locator('.sending').first().waitFor({ state: 'detached' });
      alone.close();
    }
    const [calm, lively] = await Promise.all(phones.map(felt));
    expect(calm).toEqual([]);
    expect(lively).toContain(40);
    expect(lively).toContain(10);
  } finally {
    await Promise.all(phones.map((phone) => phone.context().close()));
  }
});

test('what is to be tapped does not move by itself: hints are of one height, and a button has its place', async () => {
  const guided = await openRoom(server.url, longRound({ level: 'zero' }));
  const phones = [await openPage(browser, { calm: true }), await openPage(browser, { calm: true })];
  try {
    for (const [index, phone] of phones.entries()) await joinOn(phone, guided, ['Ana', 'Boris'][index]!, server.url);
    await guided.order({ type: 'startRound', shape: { producers: 1, consumers: 1 } });
    const producer = await Promise.any(
      phones.map((phone) =>
        phone
          .locator('.hinted')
          .first()
          .waitFor()
          .then(() => phone),
      ),
    );
    const [idle] = phones.filter((phone) => phone !== producer);
    const heightOf = async (phone: Page) => (await phone.locator('.hint').boundingBox())!.height;
    expect(await heightOf(producer)).toBe(await heightOf(idle!));
    server.advance(12_000);
    const send = steps(producer, 'publish').first();
    const place = await send.boundingBox();
    await waitFor('more orders are there', async () => (await countAt(producer, 'book')) > 1);
    expect(await send.boundingBox()).toEqual(place);
    await send.tap();
    await waitFor('it is on its way', async () => (await countAt(producer, 'way')) === 1);
    expect(await send.boundingBox()).toEqual(place);
  } finally {
    await Promise.all(phones.map((phone) => phone.context().close()));
    guided.close();
  }
});
