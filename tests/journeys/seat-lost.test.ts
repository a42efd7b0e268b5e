import errors from '@ack-attack/lesson/catalogues/en/errors.json' with { type: 'json' };
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { wording } from './wording.ts';
import { openPage, type PageLook } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { joinOn, seatShown } from './phone.ts';
import { openRoom, type Room } from './room.ts';

let browser: Browser;
let server: ClockedServer;
const pages: Page[] = [];
forAllTests((opened) => ({ browser, server } = opened));
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});

async function pageOf(look: PageLook = {}): Promise<Page> {
  const page = await openPage(browser, { calm: true, ...look });
  pages.push(page);
  return page;
}

async function consoleOf(room: Room, look: PageLook): Promise<Page> {
  const page = await pageOf(look);
  await page.goto(`${server.url}/host#${new URLSearchParams({ session: room.session, token: room.hostToken })}`);
  await page.getByRole('heading', { name: 'Students' }).waitFor();
  return page;
}

/** A browser without any memory, where the name is typed once more. */
async function forgetful(room: Room, name: string): Promise<Page> {
  const page = await pageOf();
  await page.goto(`${server.url}/${room.roomCode}`);
  await page.getByLabel(wording('join.name'), { exact: true }).fill(name);
  await page.getByRole('button', { name: wording('join.go'), exact: true }).tap();
  return page;
}

const shownNumber = async (page: Page) =>
  /\d+/.exec((await page.getByText(/^Your number \d\d$/).textContent()) ?? '')?.[0];
const widerThanScreen = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

test('a student whose browser forgot everything has the seat again after one tap of each hand', async () => {
  const room = await openRoom(server.url);
  const old = await pageOf();
  await joinOn(old, room, 'Ana', server.url);
  await room.order({ type: 'startRound' });
  await old.getByRole('banner').getByRole('heading', { level: 1 }).waitFor();
  const seat = await seatShown(old);
  const teacher = await consoleOf(room, { size: 'phone' });

  const page = await forgetful(room, 'ana');
  await page.getByText(errors['errors.name-taken']).waitFor();
  await page.getByRole('button', { name: wording('phone.claim.ask') }).tap();
  await page.getByRole('heading', { name: wording('phone.claim.title') }).waitFor();
  const number = await shownNumber(page);
  expect(await widerThanScreen(page)).toBeLessThanOrEqual(0);

  const claims = teacher.getByRole('region', { name: wording('console.claims.title') });
  await claims.getByText('Ana asks for the seat back').waitFor();
  // The phone that has the seat is there: somebody else may be asking.
  await claims.getByText(/is connected now/).waitFor();
  expect(await claims.textContent()).toContain(number);
  expect(await widerThanScreen(teacher)).toBeLessThanOrEqual(0);
  await claims.getByRole('button', { name: `Let in: Ana, number ${number}` }).tap();

  await page.getByRole('banner').getByRole('heading', { level: 1 }).waitFor();
  expect(await seatShown(page)).toBe(seat);
  await old.getByText(errors['errors.seat-handed-over']).waitFor();
  await old.reload();
  await old.getByLabel(wording('join.name'), { exact: true }).waitFor();
  await claims.getByText('Ana asks').waitFor({ state: 'detached' });
  const names = teacher.locator('section[data-tour="students"] li b');
  expect(await names.allTextContents()).toEqual(['Ana']);
  // The new device is the one that comes back by itself from now on.
  await page.reload();
  await page.getByRole('banner').getByRole('heading', { level: 1 }).waitFor();
  room.close();
});

test('a refused student reads where to go, and may take another name', async () => {
  const room = await openRoom(server.url);
  const old = await pageOf();
  await joinOn(old, room, 'Ana', server.url);
  const teacher = await consoleOf(room, { size: 'laptop' });
  const page = await forgetful(room, 'Ana');
  await page.getByRole('button', { name: wording('phone.claim.ask') }).tap();
  await teacher.getByRole('button', { name: /^No: Ana/ }).click();
  await page.getByText(errors['errors.claim-refused']).waitFor();
  await page.getByLabel(wording('join.name'), { exact: true }).fill('Ana B');
  await page.getByRole('button', { name: wording('join.go'), exact: true }).tap();
  await page.getByText(wording('phone.lobby.in')).waitFor();
  await old.getByText(wording('phone.lobby.in')).waitFor();
  room.close();
});

test('in a room that gives names a student asks for the seat by the name that it had', async () => {
  const room = await openRoom(server.url);
  await room.order({ type: 'configureRoom', rules: { naming: 'generated', language: 'en', seating: 'rotate' } });
  const old = await pageOf();
  await old.goto(`${server.url}/${room.roomCode}`);
  await old.getByText(wording('join.name-given')).waitFor();
  await old.getByRole('button', { name: wording('join.go'), exact: true }).tap();
  await old.getByText(wording('phone.lobby.in')).waitFor();
  const teacher = await consoleOf(room, { size: 'laptop' });
  const name = await teacher.locator('section[data-tour="students"] li b').first().textContent();
  await old.context().close();

  const page = await pageOf();
  await page.goto(`${server.url}/${room.roomCode}`);
  await page.getByRole('button', { name: wording('phone.claim.was-here') }).tap();
  await page.getByLabel(wording('phone.claim.which')).fill('Nobody There');
  await page.getByRole('button', { name: wording('phone.claim.ask') }).tap();
  await page.getByText(wording('phone.claim.nobody')).waitFor();
  await page.getByLabel(wording('phone.claim.which')).fill(name!);
  await page.getByRole('button', { name: wording('phone.claim.ask') }).tap();
  await teacher.getByRole('button', { name: `Let in: ${name!}` }).click();
  await page.getByText(wording('phone.lobby.in')).waitFor();
  expect(await teacher.locator('section[data-tour="students"] li b').allTextContents()).toEqual([name]);
  room.close();
});
