import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { wording } from './wording.ts';
import { startTcpProxy, type TcpProxy } from '../wire/tcp-proxy.ts';
import { waitFor } from '../wire/wait-for.ts';
import { openPage } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { weighLoads } from './page-loads.ts';
import { joinOn, steps } from './phone.ts';
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

const code = ['Script', 'Stylesheet'];
const nameField = () => page.getByLabel(wording('join.name'), { exact: true });

/** Chromium's "slow 4G", and what its quarter-speed processor may take of the two seconds. */
const slow4g = { roundTripMs: 400, bytesPerMs: 200 };
const processorMs = 600;

test.each(['en', 'ru'] as const)(
  'the phone needs under 60 kB of script and style before the first tap (%s)',
  async (language) => {
    const own = await openPage(browser, { language });
    const loads = await weighLoads(own);
    await own.goto(`${server.url}/${room.roomCode}`, { waitUntil: 'networkidle' });
    expect(loads.bytes(code)).toBeGreaterThan(10_000);
    expect(loads.bytes(code)).toBeLessThan(60_000);
  },
);

test('the stage needs under 150 kB of script and style', async () => {
  const loads = await weighLoads(page);
  await page.goto(`${server.url}/stage#${new URLSearchParams({ session: room.session, token: room.stageToken })}`);
  await page.getByText(room.roomCode).first().waitFor();
  await page.waitForLoadState('networkidle');
  expect(loads.bytes(code)).toBeGreaterThan(10_000);
  expect(loads.bytes(code)).toBeLessThan(150_000);
});

test('the first screen takes two round trips and few bytes: under 2 s on slow 4G', async () => {
  const html = await (await fetch(`${server.url}/`)).text();
  const named = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
  // What the page does not name in its first answer could only come a round trip later.
  await page.route('**/assets/**', (route) =>
    named.includes(new URL(route.request().url()).pathname) ? route.continue() : route.abort(),
  );
  const loads = await weighLoads(page);
  await page.goto(`${server.url}/`);
  await nameField().fill('Ana');
  expect(await nameField().inputValue()).toBe('Ana');

  // A browser opens six connections to a server at once.
  expect(named.length).toBeLessThanOrEqual(6);
  const [connect, document, files] = [1, 1, 1];
  const networkMs = (connect + document + files) * slow4g.roundTripMs + loads.bytes() / slow4g.bytesPerMs;
  expect(networkMs + processorMs).toBeLessThan(2_000);
});

test('a page sends requests to its own server alone', async () => {
  const session = { session: room.session };
  const places = {
    phone: `/${room.roomCode}`,
    console: `/host#${new URLSearchParams({ ...session, token: room.hostToken, stage: room.stageToken })}`,
    start: '/host',
    stage: `/stage#${new URLSearchParams({ ...session, token: room.stageToken })}`,
    replay: `/replay#${new URLSearchParams(session)}`,
  };
  for (const [name, place] of Object.entries(places)) {
    // A replay is there once its session is over.
    if (name === 'replay') await room.order({ type: 'finishSession' });
    const own = await openPage(browser, { size: 'laptop' });
    const loads = await weighLoads(own);
    await own.goto(`${server.url}${place}`, { waitUntil: 'networkidle' });
    expect(loads.asked.length, name).toBeGreaterThan(2);
    expect(
      loads.asked.filter((url) => new URL(url).host !== new URL(server.url).host),
      name,
    ).toEqual([]);
  }
});

test('a part that the network fails to bring is asked for again', async () => {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Network.enable');
  await devTools.send('Network.setBlockedURLs', {
    urlPatterns: [{ urlPattern: '*://*:*/assets/room-*', block: true }],
  });
  const refused = new Set<string>();
  page.on('requestfailed', (request) => refused.add(request.url()));
  await page.goto(`${server.url}/${room.roomCode}`);
  await nameField().fill('Ana');
  await page.getByRole('button', { name: wording('join.go'), exact: true }).tap();
  await page.getByRole('button', { name: wording('join.joining') }).waitFor();
  await waitFor('the part was refused', () => [...refused].some((url) => url.includes('/assets/room-')));
  await devTools.send('Network.setBlockedURLs', { urlPatterns: [] });
  await page.getByText(wording('phone.lobby.in')).waitFor();
});

test('after the first tap a phone needs no more files to join and play', async () => {
  const arrived = new Set<string>();
  page.on('requestfinished', (request) => arrived.add(new URL(request.url()).pathname));
  await page.goto(`${proxy.url}/${room.roomCode}`);
  await nameField().tap();
  const parts = await page.evaluate(() => document.getElementById('later-parts')?.textContent ?? '');
  const { 'room/room': roomFiles, 'room/later-screens': screens } = JSON.parse(parts) as Record<string, string[]>;
  const wanted = [...roomFiles!, ...screens!];
  expect(wanted.length).toBeGreaterThan(5);
  await waitFor('all is there', () => wanted.every((file) => arrived.has(file)));
  await page.waitForLoadState('networkidle');
  proxy.refusePages();

  await nameField().fill('Ana');
  await page.getByRole('button', { name: wording('join.go'), exact: true }).tap();
  await page.getByText(wording('phone.lobby.in')).waitFor();
  await room.order({ type: 'startRound' });
  await steps(page).first().waitFor();
});

test('nothing on the phone shifts on its own while a student joins and plays', async () => {
  await page.addInitScript(() => {
    const shifts: string[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
        sources: { node: Node | null }[];
      })[]) {
        if (entry.hadRecentInput) continue;
        const nodes = entry.sources.map(({ node }) => (node as Element | null)?.className ?? node?.nodeName);
        shifts.push(`${entry.value.toFixed(4)} ${nodes.join(', ')}`);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await joinOn(page, room, 'Ana');
  await room.order({ type: 'startRound' });
  await steps(page).first().waitFor();
  await steps(page).first().tap();
  await waitFor('it is done', async () => (await page.locator('.sending').count()) === 0);
  await room.order({ type: 'ringBell' });
  await page.getByRole('button', { name: wording('play.predict.go') }).waitFor();
  const shifts = await page.evaluate(() => (window as unknown as { shifts: string[] }).shifts);
  const total = shifts.reduce((sum, shift) => sum + Number(shift.split(' ')[0]), 0);
  expect(total, shifts.join('\n')).toBeLessThan(0.1);
});
