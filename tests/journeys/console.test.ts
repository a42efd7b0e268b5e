import { createClient, memoryStorage } from '@ack-attack/client';
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { wording } from './wording.ts';
import { startTcpProxy } from '../wire/tcp-proxy.ts';
import { waitFor } from '../wire/wait-for.ts';
import { openPage } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { joinOn } from './phone.ts';
import { openRoom, type Room } from './room.ts';

let browser: Browser;
let server: ClockedServer;
const pages: Page[] = [];
forAllTests((opened) => ({ browser, server } = opened));
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});

async function pageOf(size: 'phone' | 'laptop'): Promise<Page> {
  const page = await openPage(browser, { size, calm: true });
  pages.push(page);
  return page;
}

async function consoleOf(room: Room, size: 'phone' | 'laptop'): Promise<Page> {
  const page = await pageOf(size);
  await page.goto(`${server.url}/host#${new URLSearchParams({ session: room.session, token: room.hostToken })}`);
  await page.getByRole('heading', { name: 'Students' }).waitFor();
  return page;
}

async function student(room: Room, name: string): Promise<Page> {
  const page = await pageOf('phone');
  await joinOn(page, room, name, server.url);
  return page;
}

test('one tap shows a round of bots with its faults, and a tour that is remembered', async () => {
  const page = await pageOf('phone');
  await page.goto(`${server.url}/host`);
  await page.getByRole('button', { name: 'Try it with bots' }).click();
  const tour = page.getByRole('dialog', { name: 'The lesson in one bar' });
  await tour.waitFor();
  expect(await page.locator('[data-tour="board"] article').count()).toBe(4);
  await page.getByText('Lost confirms').first().waitFor();
  for (let step = 1; step < 6; step++) await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('dialog', { name: 'Your class' }).waitFor();
  await page.keyboard.press('Escape');
  expect(await page.getByRole('dialog').count()).toBe(0);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider).toBeLessThanOrEqual(0);

  await page.goto('about:blank');
  await page.goto(`${server.url}/host`);
  await page.getByRole('button', { name: 'Try it with bots' }).click();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Resume', exact: true }).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
});

test('students are seated by the keyboard alone, renamed, given time and banned', async () => {
  const room = await openRoom(server.url);
  const [ana] = [await student(room, 'Ana'), await student(room, 'Boris'), await student(room, 'Chen')];
  const page = await consoleOf(room, 'laptop');
  await page.getByText('By hand', { exact: true }).click();
  const seat = (name: string) => page.locator('.lanes').getByRole('button', { name });
  await seat('Ana').press('Enter');
  await page.getByText('Now tap a seat for Ana.').waitFor();
  await seat('Boris').press('Enter');
  await seat('Ana').getByText('Broker').waitFor();
  await seat('Boris').getByText('Producer').waitFor();

  await page.getByLabel('Name of lane Circle').fill('Night owls');
  await page.getByLabel('Name of lane Circle').press('Enter');
  await waitFor('the new name', () => room.host.view?.laneNames['L1' as never] === 'Night owls');

  const sheet = async (name: string) => {
    await page.getByRole('button', { name: `Name, time or removal of ${name}` }).click();
    return page.getByRole('dialog', { name });
  };
  const anas = await sheet('Ana');
  await anas.getByRole('radio', { name: '× 1.5' }).check({ force: true });
  await waitFor('more time', () => Object.values(room.host.view?.host?.extraTime ?? {}).includes(1.5));
  await anas.getByRole('button', { name: 'Ban the device' }).click();
  await ana.getByText('Your teacher has closed this room to this device.').waitFor();
  const tryAgain = async () => {
    await ana.locator('#name').fill('Somebody');
    await ana.getByRole('button', { name: 'Join' }).click();
  };
  await tryAgain();
  await ana.getByText('Your teacher has closed this room to this device.').waitFor();
  await page.getByText('1 banned device').click();
  expect(Object.keys(room.host.view?.players ?? {})).toHaveLength(2);
  await page.getByRole('button', { name: 'Let in again' }).click();
  await waitFor('the ban to be gone', () => Object.keys(room.host.view?.host?.banned ?? { x: 1 }).length === 0);
  await tryAgain();
  await ana.getByRole('heading', { name: 'Somebody' }).waitFor();
  room.close();
});

test('students are seated by dragging them with the mouse, onto one another and onto a free seat', async () => {
  const room = await openRoom(server.url);
  const students = ['Ana', 'Boris'].map((name) => ({
    name,
    client: createClient({ as: 'phone', url: server.url, storage: memoryStorage() }),
  }));
  for (const { name, client } of students) await client.join(room.roomCode, name);
  const page = await consoleOf(room, 'laptop');
  await page.getByText('By hand', { exact: true }).click();
  const seat = (name: string) => page.locator('.lanes').getByRole('button', { name });
  const middleOf = async (name: string) => {
    const { x, y, width, height } = (await seat(name).boundingBox())!;
    return [x + width / 2, y + height / 2] as const;
  };
  const drag = async (from: string, to: string) => {
    await seat(to).scrollIntoViewIfNeeded();
    await page.mouse.move(...(await middleOf(from)));
    await page.mouse.down();
    await page.mouse.move(...(await middleOf(to)), { steps: 8 });
    await page.mouse.up();
  };
  await seat('Ana').getByText('Producer').waitFor();
  await seat('Boris').getByText('Broker').waitFor();
  await drag('Ana', 'Boris');
  await seat('Ana').getByText('Broker').waitFor();
  await seat('Boris').getByText('Producer').waitFor();
  await drag('Ana', 'Consumer');
  await seat('Ana').getByText('Consumer').waitFor();
  // Let go of beside the seats, a student stays where they were, and nobody is taken up any more.
  await page.mouse.move(...(await middleOf('Boris')));
  await page.mouse.down();
  await page.mouse.move(5, 5, { steps: 8 });
  await page.mouse.up();
  await page.getByText('Tap a student').first().waitFor();
  await seat('Boris').getByText('Producer').waitFor();
  const log = await server.store.read(room.session, 0);
  expect(log.filter(({ type }) => type === 'playerSeated' || type === 'seatsAssigned')).toHaveLength(2);
  for (const { client } of students) client.close();
  room.close();
});

test('students are seated by tapping them on a phone', async () => {
  const room = await openRoom(server.url);
  const client = createClient({ as: 'phone', url: server.url, storage: memoryStorage() });
  await client.join(room.roomCode, 'Ana');
  const page = await consoleOf(room, 'phone');
  await page.getByText('By hand', { exact: true }).click();
  const seat = (name: string) => page.locator('.lanes').getByRole('button', { name });
  await seat('Ana').tap();
  await seat('Broker').tap();
  await seat('Ana').getByText('Broker').waitFor();
  client.close();
  room.close();
});

test('a laptop and a phone run the same session side by side', async () => {
  const room = await openRoom(server.url);
  room.close();
  const [laptop, phone] = [await consoleOf(room, 'laptop'), await consoleOf(room, 'phone')];
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  await press(laptop, 'Start round 1');
  await press(phone, 'Pause');
  await press(laptop, 'Resume');
  await press(phone, '+1 min');
  await press(laptop, '+1 min');
  await waitFor('both minutes', async () => {
    const log = await server.store.read(room.session, 0);
    return log.filter(({ type }) => type === 'roundExtended').length === 2;
  });
  await press(phone, 'End now');
  await phone.getByRole('button', { name: 'End the round' }).click();
  for (const page of [laptop, phone]) await page.getByText('Predicting').waitFor();
});

test('a console that is cut off says so at any scroll position, and taps made meanwhile count once', async () => {
  const room = await openRoom(server.url);
  room.close();
  const proxy = await startTcpProxy(server.port);
  try {
    const page = await pageOf('phone');
    await page.goto(`${proxy.url}/host#${new URLSearchParams({ session: room.session, token: room.hostToken })}`);
    await page.getByRole('button', { name: wording('console.flow.start', { round: 1 }) }).tap();
    await page.getByRole('heading', { name: wording('console.players.title') }).scrollIntoViewIfNeeded();
    proxy.cut();
    proxy.endOpen();
    const away = page.getByText(wording('console.away-in-round'));
    await away.waitFor();
    const { y } = (await away.boundingBox())!;
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y).toBeLessThan(300);
    await page.getByRole('button', { name: wording('console.flow.extend') }).tap();
    proxy.restore();
    await away.waitFor({ state: 'hidden' });
    const extended = async () =>
      (await server.store.read(room.session, 0)).filter(({ type }) => type === 'roundExtended').length;
    await waitFor('the minute', async () => (await extended()) === 1);
    // Whatever was sent twice is in the log by the time of a later command.
    await page.getByRole('button', { name: wording('console.flow.pause'), exact: true }).tap();
    await page.getByRole('button', { name: wording('console.flow.resume'), exact: true }).waitFor();
    expect(await extended()).toBe(1);
  } finally {
    await proxy.close();
  }
});
