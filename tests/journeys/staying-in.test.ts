import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { wording } from './wording.ts';
import { startTcpProxy, type TcpProxy } from '../wire/tcp-proxy.ts';
import { waitFor } from '../wire/wait-for.ts';
import { openPage } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { joinOn, seatShown, sendAStep, show, steps, tryAStep } from './phone.ts';
import { openRoom, type Room } from './room.ts';

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
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  room.close();
  await proxy.close();
});

/** Ana is in, the round runs, and there is something to tap. Returns what her phone says of her seat. */
async function play(): Promise<string> {
  await joinOn(page, room, 'Ana', proxy.url);
  await room.order({ type: 'startRound' });
  await steps(page).first().waitFor();
  return seatShown(page);
}

/** The commands of players that are in the log. */
async function playerCommands() {
  const events = await server.store.read(room.session, 0);
  return events.flatMap((event) => (event.type === 'commandAccepted' && event.by !== 'host' ? [event] : []));
}

/** Who drives Ana's seat now. */
function driver(): string | undefined {
  const { players = {}, lanes = {} } = room.host.view ?? {};
  const { lane, seat } = Object.values(players)[0] ?? {};
  return lane && seat && lanes[lane]?.seats[seat]?.driver;
}

const online = () => page.getByText(wording('phone.banner.offline-in-round')).waitFor({ state: 'hidden' });

/** Taps a step, and sees it in the log. */
async function tapIntoLog(): Promise<void> {
  const before = (await playerCommands()).length;
  await waitFor('the tap is in the log', async () => {
    if ((await playerCommands()).length > before) return true;
    await tryAStep(page);
    return false;
  });
}

/** One player with one seat, and every command once. */
async function nothingTwice(): Promise<void> {
  const commands = await playerCommands();
  expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
  expect(commands.map(({ seq }) => seq)).toEqual(commands.map((_, index) => index + 1));
  const events = await server.store.read(room.session, 0);
  expect(events.filter(({ type }) => type === 'playerJoined')).toHaveLength(1);
}

test('a phone that was locked for a minute has its seat and plays on', async () => {
  await page.clock.install();
  const seat = await play();
  await tapIntoLog();
  await show(page, 'hidden');
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Page.setWebLifecycleState', { state: 'frozen' });
  proxy.forgetOpen();
  await waitFor('the server misses it', () => Object.values(room.host.view?.players ?? {})[0]?.connected === false);
  server.advance(60_000);
  await waitFor('a bot has the seat', () => driver() === 'bot');

  await devTools.send('Page.setWebLifecycleState', { state: 'active' });
  await page.clock.fastForward(60_000);
  await show(page, 'visible');
  await waitFor('the seat is back', () => driver() === 'player');
  await online();
  expect(await seatShown(page)).toBe(seat);
  await tapIntoLog();
  await nothingTwice();
});

test('a page that is reloaded before its tap was answered has it in the log once', async () => {
  const seat = await play();
  proxy.deafen();
  await tapIntoLog();
  // The page was never told, and still shows that it waits.
  await page.locator('[data-do].sending').waitFor();
  await page.reload();
  await steps(page).first().waitFor();
  await waitFor('nothing is waiting', async () => (await page.locator('.sending').count()) === 0);
  expect(await seatShown(page)).toBe(seat);
  expect(await playerCommands()).toHaveLength(1);
  await tapIntoLog();
  await nothingTwice();
});

test('a phone in airplane mode says so, a bot plays on, and the seat comes back with the network', async () => {
  const seat = await play();
  await tapIntoLog();
  await page.context().setOffline(true);
  proxy.cut();
  await page.getByText(wording('phone.banner.offline-in-round')).waitFor();
  server.advance(30_000);
  await waitFor('a bot has the seat', () => driver() === 'bot');

  proxy.restore();
  await page.context().setOffline(false);
  await waitFor('the seat is back', () => driver() === 'player');
  await online();
  expect(await seatShown(page)).toBe(seat);
  await tapIntoLog();
  await nothingTwice();
});

test('a tap made without a network counts once when the network is back', async () => {
  await play();
  await page.context().setOffline(true);
  proxy.cut();
  await page.getByText(wording('phone.banner.offline-in-round')).waitFor();
  await sendAStep(page);
  expect(await playerCommands()).toHaveLength(0);

  proxy.restore();
  await page.context().setOffline(false);
  await waitFor('the tap is in the log', async () => (await playerCommands()).length === 1);
  await online();
  await tapIntoLog();
  await nothingTwice();
});

test('a phone that changes to another Wi-Fi goes on without a word', async () => {
  const seat = await play();
  proxy.forgetOpen();
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await tapIntoLog();
  expect(await seatShown(page)).toBe(seat);
  await nothingTwice();
});

test('a second tab takes the seat over, and the first says so and can take it back', async () => {
  const seat = await play();
  const second = await page.context().newPage();
  await second.goto(`${proxy.url}/`);
  await steps(second).first().waitFor();
  expect(await seatShown(second)).toBe(seat);
  await page.getByText(wording('join.superseded')).waitFor();

  await page.getByRole('button', { name: wording('join.superseded-here') }).tap();
  await steps(page).first().waitFor();
  expect(await seatShown(page)).toBe(seat);
  await second.getByText(wording('join.superseded')).waitFor();
  await tapIntoLog();
  await nothingTwice();
});

test('another device gets the seat by its own link, which leaves no secret in the address', async () => {
  await joinOn(page, room, 'Ana', proxy.url);
  await page.getByText(wording('play.other-device.title')).tap();
  const link = await page.getByText(/#session=/).textContent();
  await room.order({ type: 'startRound' });
  await steps(page).first().waitFor();
  const seat = await seatShown(page);

  const other = await openPage(browser, { size: 'tablet' });
  await other.goto(link!);
  await steps(other).first().waitFor();
  expect(await seatShown(other)).toBe(seat);
  expect(new URL(other.url()).hash).toBe('');
  await page.getByText(wording('join.superseded')).waitFor();
  await steps(other).first().tap();
  await waitFor('the tap is in the log', async () => (await playerCommands()).length === 1);
  await nothingTwice();
});

test('the phone says that the teacher is away, then that the round waits, and plays on when she is back', async () => {
  await play();
  room.host.close();
  await page.getByText(wording('phone.banner.teacher-away')).waitFor();
  await tapIntoLog();
  server.advance(16_000);
  const waits = page.getByText(wording('phone.banner.teacher-away-paused'));
  await waits.waitFor();
  await page.getByText(wording('play.paused.title'), { exact: true }).waitFor();
  await room.host.resume(room.session, room.hostToken);
  await waits.waitFor({ state: 'hidden' });
  await tapIntoLog();
  await nothingTwice();
});

test('a connection that is back within a moment, as where a server ends and others go on, says nothing', async () => {
  await page.clock.install();
  await play();
  await page.clock.pauseAt(Date.now() + 60_000);
  const isThere = () => Object.values(room.host.view?.players ?? {})[0]?.connected;
  const banner = page.getByText(wording('phone.banner.offline-in-round'));
  proxy.endOpen();
  await waitFor('the server misses the phone', () => isThere() === false);
  await page.clock.runFor(900);
  expect(await banner.isVisible()).toBe(false);
  await waitFor('the phone is back', isThere);
  await page.clock.runFor(5_000);
  expect(await banner.isVisible()).toBe(false);
  // Where it is not back in time, that is said.
  await page.context().setOffline(true);
  proxy.endOpen();
  await waitFor('the server misses the phone again', () => isThere() === false);
  await page.clock.runFor(1_100);
  await banner.waitFor();
});
