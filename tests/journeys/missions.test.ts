import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { openPage } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';

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
