import { createClient, memoryStorage, type Client } from '@ack-attack/client';
import type { LaneId, PlayerId } from '@ack-attack/engine';
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { consoleOf, stageOf } from '../tours/tour.ts';
import { waitFor } from '../wire/wait-for.ts';
import { openPage, type ScreenSize } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { joinOn } from './phone.ts';
import { openRoom } from './room.ts';
import { wording } from './wording.ts';

let browser: Browser;
let server: ClockedServer;
const pages: Page[] = [];
const clients: Client<'phone'>[] = [];
const asked: string[] = [];
forAllTests((opened) => ({ browser, server } = opened));
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
  for (const client of clients.splice(0)) client.close();
});

/** Each would do something where a name is taken for more than its letters, or is drawn as wide or as high as it can be. */
const names = {
  typed: '<svg onload=hit()>',
  image: '<img src=/hit>',
  turned: 'Ana\u202egnp.exe',
  piled: `Z${'\u0315\u0321'.repeat(40)}oe`,
  wide: '\u{1f9d1}'.repeat(10),
  widest: '\ufdfd'.repeat(20),
  message: '{count, plural, x}',
} as const;

/** As long as a name may be, in scripts that are high, that have no spaces, or that are written from the right. */
const scripts = [
  'क्षत्रियनारायणप्रसा',
  'สมเกียรติวัฒนาพรไพบู',
  'မြတ်မြတ်မြတ်မြတ်',
  'عبدالرحمنعبدالعزيزمح',
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}'.repeat(2),
] as const;

async function open(size: ScreenSize, path?: string): Promise<Page> {
  const page = await openPage(browser, { size, calm: true });
  pages.push(page);
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/hit') asked.push(request.url());
  });
  page.on('pageerror', (error) => asked.push(error.message));
  await page.addInitScript(() => {
    Object.assign(window, { hit: () => fetch('/hit') });
  });
  if (path !== undefined) await page.goto(`${server.url}${path}`);
  return page;
}

test('a name that is too long is refused with the limit, and not cut', async () => {
  const room = await openRoom(server.url);
  const page = await open('phone', `/${room.roomCode}`);
  const long = 'Maximiliana Wolfeschlegel';
  await page.getByLabel(wording('join.name'), { exact: true }).fill('');
  await page.getByLabel(wording('join.name'), { exact: true }).pressSequentially(long);
  await page.getByRole('button', { name: wording('join.go'), exact: true }).tap();
  await page.getByText(/1 to 20 visible characters/).waitFor();
  expect(await page.getByLabel(wording('join.name'), { exact: true }).inputValue()).toBe(long);
  room.close();
});

/** The page has the names as text, and nothing became of them or of its width. */
async function holds(page: Page, ...shown: readonly string[]): Promise<void> {
  for (const name of shown) await page.getByText(name).filter({ visible: true }).first().waitFor();
  expect(await page.locator('[onload], [src="/hit"]').count()).toBe(0);
  expect(await page.evaluate<string[]>(wider(page.viewportSize()!.width))).toEqual([]);
  expect(await page.evaluate(() => document.body.innerText)).not.toMatch(/\u202e|\p{M}{3}/u);
}

/** A page's own script: where the page is wider than a screen, what stands out over it. A phone's window grows with it. */
const wider = (px: number) => `document.documentElement.scrollWidth <= ${px} ? [] :
  [document.documentElement.scrollWidth - ${px} + ' px too wide', ...[...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > ${px} + 1)
    .map((element) => element.tagName + '.' + element.className)]`;

test('a name with markup, an order of writing, piled marks or the widest letters stays a name on every page', async () => {
  const room = await openRoom(server.url);
  const { typed, image, turned, ...others } = names;
  const phone = await open('phone');
  await joinOn(phone, room, typed);
  for (const name of [image, turned, ...Object.values(others)]) {
    const client = createClient({ as: 'phone', url: server.url, storage: memoryStorage() });
    clients.push(client);
    await client.join(room.roomCode, name);
  }
  await room.order({ type: 'renameLane', lane: 'L1' as LaneId, name: image });
  const [stage, desk] = await Promise.all([open('laptop', stageOf(room)), open('phone', consoleOf(room))]);
  const straight = turned.replace('\u202e', '');
  await holds(phone, typed);
  await holds(stage, typed, image, straight, names.wide, names.message);
  await holds(desk, typed, image, straight, names.wide, names.message);

  const [renamed] = Object.entries(room.host.view?.players ?? {}).find(([, { name }]) => name === names.message) ?? [];
  for (const name of scripts) {
    await room.order({ type: 'renamePlayer', player: renamed as PlayerId, name });
    const kept = name.replaceAll('\u200d', '');
    await Promise.all([holds(stage, kept), holds(desk, kept)]);
  }

  await room.order({ type: 'startRound' });
  // Name and lane stand on the card that says what to do.
  await phone.locator('header button').click();
  await phone.locator('dialog[open]').waitFor();
  await holds(phone, typed);
  await Promise.all([holds(stage, image), holds(desk, image)]);
  await room.order({ type: 'renameLane', lane: 'L1' as LaneId, name: names.widest });
  await Promise.all([phone, stage, desk].map((page) => holds(page, names.widest)));
  await room.order({ type: 'renameLane', lane: 'L1' as LaneId, name: image });
  await room.order({ type: 'ringBell' });
  await Promise.all(clients.map((client) => client.send({ type: 'predict', lost: 1, duplicates: 2 })));
  await room.order({ type: 'revealTruth' });
  await waitFor('the truth', () => room.host.view?.reveal);
  await phone.getByText(image).first().waitFor();
  await Promise.all([holds(phone), holds(stage, image), holds(desk, image)]);
  await room.order({ type: 'finishSession' });
  await Promise.all([holds(phone), holds(stage), holds(desk)]);

  const told = new URLSearchParams({ session: room.session, token: room.hostToken });
  const [report, replay] = await Promise.all([open('phone', `/report#${told}`), open('laptop', `/replay#${told}`)]);
  await holds(report, typed, image, straight, names.wide);
  await replay.locator('svg').nth(3).waitFor();
  await holds(replay, image);
  expect(asked).toEqual([]);
  room.close();
});
