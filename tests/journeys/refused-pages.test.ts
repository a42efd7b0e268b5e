import { createMemoryStore } from '@ack-attack/store';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../apps/server/test/harness.ts';
import { wording } from './wording.ts';
import { startUpgradeProxy, type UpgradeProxy } from '../wire/upgrade-proxy.ts';
import { closePages, openPage, sharedBrowser } from './browser.ts';
import { joinOn } from './phone.ts';
import { openRoom, type Room } from './room.ts';

let browser: Browser;
let server: TestServer;
let room: Room;
let proxy: UpgradeProxy;
let pages: Page[];

beforeAll(async () => {
  browser = await sharedBrowser();
});
afterAll(() => closePages(browser));
beforeEach(async () => {
  pages = [];
  server = await startServer({ store: createMemoryStore() });
  proxy = await startUpgradeProxy(server.port, 'passed', { rewritesHost: true });
  room = await openRoom(server.url);
});
afterEach(async () => {
  for (const page of pages) await page.context().close();
  room.close();
  await proxy.close();
  await server.close();
});

async function open(size: 'phone' | 'laptop' | 'projector', address = 'about:blank'): Promise<Page> {
  const page = await openPage(browser, { size });
  pages.push(page);
  await page.goto(address);
  return page;
}

const withSecret = (token: string) => `#${new URLSearchParams({ session: room.session, token })}`;

test('phone, stage and console say that their session was deleted', async () => {
  const [phone, stage, host] = [
    await open('phone'),
    await open('projector', `${server.url}/stage${withSecret(room.stageToken)}`),
    await open('laptop', `${server.url}/host${withSecret(room.hostToken)}`),
  ];
  await joinOn(phone, room, 'Ana');
  await stage.getByText('Ana', { exact: true }).first().waitFor();
  await host.getByText('Ana', { exact: true }).first().waitFor();
  const headers = { authorization: `Bearer ${room.hostToken}` };
  expect((await fetch(`${server.url}/api/sessions/${room.session}`, { method: 'DELETE', headers })).status).toBe(204);
  await phone.getByText(/over or was deleted/).waitFor();
  await stage.getByText(/over or was deleted/).waitFor();
  await host.getByText(wording('console.link.lost')).waitFor();
});

test('behind a proxy that rewrites Host phones get in, and the teacher reads which setting is missing', async () => {
  const phone = await open('phone');
  await joinOn(phone, room, 'Ana', proxy.url);
  const host = await open('laptop', `${proxy.url}/host`);
  await host.getByRole('button', { name: wording('console.start.go') }).click();
  await host
    .getByRole('alert')
    .getByText(/PUBLIC_URL/)
    .waitFor();
});
