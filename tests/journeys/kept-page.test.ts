import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMemoryStore } from '@ack-attack/store';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../apps/server/test/harness.ts';
import { wording } from './wording.ts';
import { closePages, openPage, sharedBrowser } from './browser.ts';
import { startUpgradeProxy } from '../wire/upgrade-proxy.ts';
import { joinOn, seatShown, steps } from './phone.ts';
import { openRoom, type Room } from './room.ts';

const build = fileURLToPath(new URL('../../apps/web/dist/', import.meta.url));

let browser: Browser;
let server: TestServer;
let room: Room;
let page: Page;

beforeAll(async () => {
  browser = await sharedBrowser();
});
afterAll(() => closePages(browser));
beforeEach(async () => {
  server = await startServer({ store: createMemoryStore() });
  room = await openRoom(server.url);
  page = await openPage(browser);
});
afterEach(async () => {
  await page.context().close();
  room.close();
  await server.close();
});

/** Ana plays, and her phone has kept the page. Returns her seat. */
async function playWithKeptPage(): Promise<string> {
  await joinOn(page, room, 'Ana');
  await room.order({ type: 'startRound' });
  await steps(page).first().waitFor();
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
  return seatShown(page);
}

test('a page that is reloaded while the server is away comes from the device, and has its seat once it is back', async () => {
  const { store, port } = server;
  const seat = await playWithKeptPage();
  await server.close();
  await page.reload();
  await page.getByText(wording('join.returning')).waitFor();
  server = await startServer({ store, port });
  await steps(page).first().waitFor();
  expect(await seatShown(page)).toBe(seat);
  const events = await store.read(room.session, 0);
  expect(events.filter(({ type }) => type === 'playerJoined')).toHaveLength(1);
});

test('a kept page never stands in the way of a newer one', async () => {
  const { store, port } = server;
  await playWithKeptPage();
  await server.close();
  const webRoot = await mkdtemp(join(tmpdir(), 'ack-attack-web-'));
  await cp(build, webRoot, { recursive: true });
  const html = await readFile(join(webRoot, 'index.html'), 'utf8');
  await writeFile(join(webRoot, 'index.html'), html.replace('<head>', '<head><meta name="build" content="newer">'));
  server = await startServer({ store, port, webRoot });
  await page.reload();
  await steps(page).first().waitFor();
  expect(await page.locator('meta[name="build"]').getAttribute('content')).toBe('newer');
  await rm(webRoot, { recursive: true });
});

test('a page that the server no longer understands loads the new one automatically', async () => {
  let old = false;
  let loads = 0;
  await page.routeWebSocket(/\/socket\.io\//, (socket) => {
    const toServer = socket.connectToServer();
    const aged = old;
    socket.onMessage((message) =>
      toServer.send(aged ? message.toString().replace('"protocol":', '"protocol":9') : message),
    );
  });
  page.on('domcontentloaded', () => {
    loads++;
    // What was loaded first is old; what it loads by itself is new.
    if (loads === 3) old = false;
  });
  await joinOn(page, room, 'Ana');
  old = true;
  await page.reload();
  await page.getByText(wording('phone.lobby.in')).waitFor();
  expect(loads).toBe(3);
});

test('the page can be installed', async () => {
  const manifest = (await (await fetch(`${server.url}/manifest.webmanifest`)).json()) as {
    display: string;
    start_url: string;
    icons: { src: string; sizes: string; type: string }[];
  };
  expect(manifest).toMatchObject({ display: 'standalone', start_url: '/' });
  for (const { src, type } of manifest.icons) {
    const icon = await fetch(`${server.url}${src}`);
    expect(icon.headers.get('content-type'), src).toContain(type);
  }
  await playWithKeptPage();
  const devTools = await page.context().newCDPSession(page);
  const { errors } = await devTools.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const { installabilityErrors } = await devTools.send('Page.getInstallabilityErrors');
  // A window of no history, as tests have, is the one thing that may stand in the way.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
});

/** What the device has kept, by address. */
const keptTypes = () =>
  page.evaluate(async () => {
    const found: Record<string, string> = {};
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        found[new URL(request.url).pathname] =
          `${answer?.status} ${answer?.headers.get('content-type')?.split(';')[0]}`;
      }
    }
    return found;
  });

function expectRight(kept: Record<string, string>): void {
  for (const [path, what] of Object.entries(kept)) {
    const right =
      path === '/' ? /^200 text\/html$/ : path.endsWith('.css') ? /^200 text\/css$/ : /^200 \w+\/javascript$/;
    expect(what, path).toMatch(right);
  }
}

test('a page of the network that came in place of a file is not kept, and all is well once the network is open', async () => {
  const proxy = await startUpgradeProxy(server.port, 'passed');
  proxy.answersItself = /lesson-screens/;
  await joinOn(page, room, 'Ana', proxy.url);
  const failed = await page.evaluate(async () => {
    const { installing, waiting, active } = (await navigator.serviceWorker.getRegistration()) ?? {};
    const worker = installing ?? waiting ?? active;
    if (!worker) return 'redundant';
    while (!['redundant', 'activated'].includes(worker.state)) {
      await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
    }
    return worker.state;
  });
  expect(failed).toBe('redundant');
  expectRight(await keptTypes());
  proxy.answersItself = undefined;
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
  const kept = await keptTypes();
  expect(Object.keys(kept).filter((path) => path.includes('lesson-screens')).length).toBeGreaterThan(0);
  expectRight(kept);
  await proxy.close();
});

test('a wrong file or page that was kept is replaced by a reload', async () => {
  await playWithKeptPage();
  const poisoned = await page.evaluate(async () => {
    const [name] = await caches.keys();
    const cache = await caches.open(name!);
    const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname);
    const html = () => new Response('<p>Log in.</p>', { headers: { 'content-type': 'text/html' } });
    const wrong = paths.filter((path) => path === '/' || /later-screens|first-/.test(path));
    for (const path of wrong) await cache.put(path, html());
    return wrong;
  });
  expect(poisoned.length).toBeGreaterThan(2);
  await page.reload();
  await steps(page).first().waitFor();
  const kept = await keptTypes();
  expectRight(Object.fromEntries(Object.entries(kept).filter(([path]) => poisoned.includes(path))));
});
