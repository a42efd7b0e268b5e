import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { wording } from '../../tests/journeys/wording.ts';
import { launchBrowser, openPage } from '../../tests/journeys/browser.ts';
import { joinOn, steps } from '../../tests/journeys/phone.ts';
import { openRoom } from '../../tests/journeys/room.ts';
import { startServer } from '../../tests/wire/server-process.ts';
import { startTcpProxy } from '../../tests/wire/tcp-proxy.ts';

const rounds = 5;
const silences = 3;
const silenceMs = 15_000;
/** Chromium's "slow 4G". */
const slow4g = { latency: 400, downloadThroughput: 200_000, uploadThroughput: 93_750, offline: false };

/** How soon a phone can be used, shows a tap, and plays again after its network was away. Medians and worst, in ms. */
export async function benchPhone(): Promise<readonly string[]> {
  const browser = await launchBrowser();
  const dataDir = await mkdtemp(join(tmpdir(), 'ack-attack-bench-'));
  const server = await startServer({ dataDir });
  try {
    const lines = [await firstUse(browser, server.url), ...(await taps(browser, server.url))];
    return [
      ...lines,
      await returns(browser, server.url, server.port),
      await returnsFromSilence(browser, server.url, server.port, 0),
      await returnsFromSilence(browser, server.url, server.port, 200),
    ];
  } finally {
    await browser.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function firstUse(browser: Browser, url: string): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const page = await openPage(browser);
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('Network.enable');
    await devTools.send('Network.emulateNetworkConditions', slow4g);
    await devTools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.addInitScript(noteFirstUse);
    await page.goto(`${url}/`);
    const usable = await page.waitForFunction(() => (window as unknown as { usableAt?: number }).usableAt);
    times.push((await usable.jsonValue()) ?? NaN);
    await page.context().close();
  }
  return line('usable, slow 4G and a quarter of the processor', times);
}

async function taps(browser: Browser, url: string): Promise<readonly string[]> {
  const room = await openRoom(url);
  const page = await openPage(browser);
  await joinOn(page, room, 'Ana');
  await room.order({ type: 'startRound' });
  await page.evaluate(tapAndWatch);
  const shown: number[] = [];
  const confirmed: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const open = steps(page).and(page.locator(':not([aria-disabled="true"])'));
    await open.first().waitFor();
    const times = await open.first().evaluate((button) => (window as unknown as Watching).tapAndWatch(button));
    shown.push(times.shown);
    confirmed.push(times.confirmed);
  }
  room.close();
  await page.context().close();
  return [line('a tap is shown', shown), line('a tap is confirmed', confirmed)];
}

/*
 * These two run in the page. They are text, because what runs the benchmarks adds calls to functions that no page has.
 * A button that is gone was confirmed.
 */
const noteFirstUse = `requestAnimationFrame(function look() {
  if (document.getElementById('name')) window.usableAt = performance.now();
  else requestAnimationFrame(look);
})`;
const tapAndWatch = `window.tapAndWatch = async (button) => {
  const frame = () => new Promise(requestAnimationFrame);
  const start = performance.now();
  button.click();
  while (button.isConnected && !button.classList.contains('sending')) await frame();
  await frame();
  const shown = performance.now() - start;
  while (button.isConnected && button.classList.contains('sending')) await frame();
  return { shown, confirmed: performance.now() - start };
}; undefined`;

interface Watching {
  tapAndWatch(button: Element): Promise<{ shown: number; confirmed: number }>;
}

async function returns(browser: Browser, url: string, port: number): Promise<string> {
  const proxy = await startTcpProxy(port);
  const room = await openRoom(url);
  const page = await openPage(browser);
  await joinOn(page, room, 'Ana', proxy.url);
  await room.order({ type: 'startRound' });
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await steps(page).first().waitFor();
    await page.context().setOffline(true);
    proxy.cut();
    const banner = page.getByText(wording('phone.banner.offline-in-round'));
    await banner.waitFor();
    proxy.restore();
    const start = performance.now();
    await page.context().setOffline(false);
    await banner.waitFor({ state: 'hidden' });
    await waitUntilPlayable(page);
    times.push(performance.now() - start);
  }
  room.close();
  await page.context().close();
  await proxy.close();
  return line('playing again after the network is back', times);
}

/** The browser is told nothing: neither that its network is gone nor that it is back. */
async function returnsFromSilence(browser: Browser, url: string, port: number, oneWayMs: number): Promise<string> {
  const proxy = await startTcpProxy(port);
  const room = await openRoom(url);
  const page = await openPage(browser);
  await joinOn(page, room, 'Ana', proxy.url);
  await room.order({ type: 'startRound' });
  const times: number[] = [];
  for (let round = 0; round < silences; round++) {
    await steps(page).first().waitFor();
    proxy.swallow();
    const banner = page.getByText(wording('phone.banner.offline-in-round'));
    const over = setTimeout(silenceMs);
    await banner.waitFor();
    await over;
    proxy.delay(oneWayMs);
    proxy.restore();
    const start = performance.now();
    await banner.waitFor({ state: 'hidden' });
    await waitUntilPlayable(page);
    times.push(performance.now() - start);
    proxy.delay(0);
  }
  room.close();
  await page.context().close();
  await proxy.close();
  return line(`playing again after ${silenceMs / 1_000} s of silence, ${2 * oneWayMs} ms there and back`, times);
}

const waitUntilPlayable = (page: Page) =>
  page.waitForFunction(() => document.querySelector('[data-do]:not([aria-disabled="true"])') !== null);

function line(what: string, times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  return `  ${what}: ${sorted[Math.floor(sorted.length / 2)]!.toFixed(0)} ms, at worst ${sorted.at(-1)!.toFixed(0)} ms`;
}
