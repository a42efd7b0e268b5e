import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { openPage } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { show } from './phone.ts';

let browser: Browser;
let server: ClockedServer;
const pages: Page[] = [];

forAllTests((opened) => ({ browser, server } = opened));
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});

async function open(path: string, size: 'phone' | 'laptop' = 'phone'): Promise<Page> {
  const page = await openPage(browser, { size, calm: true });
  pages.push(page);
  await page.goto(`${server.url}${path}`);
  return page;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** Time passes in steps that no server takes for its own absence. */
async function pass(phone: Page, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 3_000) {
    server.advance(3_000);
    await phone.evaluate(() => new Promise(requestAnimationFrame));
  }
}

async function playToTheBell(phone: Page): Promise<void> {
  while ((await phone.getByText('Orders that were lost').count()) === 0) await pass(phone, 3_000);
}

test('a teacher sets homework, a student does it on a phone in their own time, and the teacher reads the results', async () => {
  const desk = await open('/host', 'laptop');
  const [form] = await Promise.all([
    desk.context().waitForEvent('page'),
    desk.getByRole('link', { name: 'Set homework' }).click(),
  ]);
  await form.getByLabel('Title').fill('First losses');
  await form.getByLabel('Rounds').fill('1');
  await button(form, 'Set homework').click();
  const link = (await form.getByRole('link', { name: /solo#homework=/ }).getAttribute('href'))!;

  const phone = await open(link);
  await phone.getByLabel('Your name').fill('Ana');
  await button(phone, 'Begin').click();
  await phone.getByRole('heading', { name: 'First losses' }).waitFor();
  await button(phone, 'Start').click();
  await button(phone, 'Pause').waitFor();
  // Whoever leaves in the middle finds the round as it was left, on the clock too, and plays on without another tap.
  await phone.reload();
  await button(phone, 'Pause').waitFor();
  await show(phone, 'hidden');
  await button(phone, 'Go on').waitFor();
  const left = await phone.getByRole('timer').textContent();
  await pass(phone, 600_000);
  expect(await phone.getByRole('timer').textContent()).toBe(left);
  await show(phone, 'visible');
  // A pause that was asked for stays.
  await button(phone, 'Pause').click();
  await button(phone, 'Go on').waitFor();
  await phone.reload();
  await button(phone, 'Go on').click();
  await button(phone, 'Send').first().click();
  await playToTheBell(phone);
  await phone.getByRole('group', { name: 'Orders that were lost' }).getByRole('button').last().click();
  await button(phone, "That's what I believe").click();
  await phone.getByText('Your teacher can see it now.').waitFor();
  await phone.getByText('What you believed').waitFor();

  await phone.getByRole('link', { name: 'All my attempts' }).click();
  await phone.getByText('Try again: 2 attempts left').waitFor();
  await phone.getByText(/said 1 lost and 0 duplicates/).waitFor();
  await phone.getByRole('link', { name: 'Replay' }).click();
  await phone.getByRole('slider').first().waitFor();
  await phone.getByText('Ana').first().waitFor();
  expect(phone.url()).not.toContain('token');

  await button(form, 'Refresh').click();
  await form.locator('summary', { hasText: 'Ana' }).first().click();
  // A browser that knows nothing of Ana gets her attempts by the teacher's two taps.
  await button(form, 'New link for this student').click();
  await button(form, 'Make the link').click();
  const way = (await form.locator('dialog .link').textContent())!;
  await form.getByRole('dialog').getByRole('button', { name: 'Dismiss' }).click();
  const other = await open(new URL(way).pathname + new URL(way).hash);
  await other.getByText('You do this homework as “Ana”.').waitFor();
  await other.getByText(/said 1 lost and 0 duplicates/).waitFor();
  expect(other.url()).not.toContain('seat');
  await other.reload();
  await other.getByText('You do this homework as “Ana”.').waitFor();
  await other.getByRole('link', { name: 'Replay' }).click();
  await other.getByRole('slider').first().waitFor();
  await phone.goto(link.startsWith('http') ? link : `${server.url}${link}`);
  await phone.getByLabel('Your name').waitFor();
  await form.getByText('said 1 lost and 0 duplicates').waitFor();
  await form.getByRole('link', { name: 'Report' }).waitFor();
  // It stands beside the sessions when the teacher comes back.
  await desk.reload();
  await desk.getByRole('link', { name: 'Open: First losses' }).waitFor();
  await button(form, 'Close it').click();
  await form.getByRole('dialog').getByRole('button', { name: 'Close it' }).click();
  await form.getByText('Closed', { exact: true }).waitFor();
  const late = await open(link);
  await late.getByText('This homework is closed: no attempt can be begun any more.').waitFor();
  await button(form, 'Remove this student').click();
  await form.getByRole('dialog', { name: 'Remove Ana from this homework?' }).waitFor();
  await button(form, 'Remove this student').last().click();
  await form.getByText('Nobody has begun yet').waitFor();
});

test('two taps after the first page a student plays alone', async () => {
  const phone = await open('/');
  await phone.getByRole('link', { name: 'Play alone' }).click();
  await phone.getByRole('button', { name: 'Play', exact: true }).click();
  await phone.getByText('Bots run the other two machines.').waitFor();
  await button(phone, 'Start').click();
  await button(phone, 'Pause').waitFor();
});
