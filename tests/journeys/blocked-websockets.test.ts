import { createMemoryStore } from '@ack-attack/store';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../apps/server/test/harness.ts';
import { startUpgradeProxy, type UpgradeProxy, type UpgradeTreatment } from '../wire/upgrade-proxy.ts';
import { closePages, openPage, sharedBrowser } from './browser.ts';
import { joinOn, steps } from './phone.ts';
import { openRoom, type Room } from './room.ts';

let browser: Browser;
let server: TestServer;
let room: Room;
let proxy: UpgradeProxy;
const pages: Page[] = [];

beforeAll(async () => {
  browser = await sharedBrowser();
});
afterAll(() => closePages(browser));
beforeEach(async () => {
  server = await startServer({ store: createMemoryStore() });
  room = await openRoom(server.url);
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
  room.close();
  await proxy.close();
  await server.close();
});

async function open(size: 'phone' | 'laptop' | 'projector', path: string, token?: string): Promise<Page> {
  const page = await openPage(browser, { size });
  pages.push(page);
  const hash = token === undefined ? '' : `#${new URLSearchParams({ session: room.session, token })}`;
  await page.goto(`${proxy.url}${path}${hash}`);
  return page;
}

test.each<UpgradeTreatment>(['swallowed', 'accepted and silent', 'answer withheld'])(
  'a phone, a stage and a console get in and play where a WebSocket is %s',
  async (treatment) => {
    proxy = await startUpgradeProxy(server.port, treatment);
    const phone = await open('phone', '/');
    await joinOn(phone, room, 'Ana', proxy.url);
    const stage = await open('projector', '/stage', room.stageToken);
    await stage.getByText('Ana', { exact: true }).first().waitFor();
    const host = await open('laptop', '/host', room.hostToken);
    await host.getByText('Ana', { exact: true }).first().waitFor();
    // Each of them has tried one first.
    expect(proxy.counts.upgrades).toBeGreaterThanOrEqual(3);
    await host.getByRole('button', { name: 'Start round 1' }).click();
    await steps(phone).first().waitFor();
  },
);
