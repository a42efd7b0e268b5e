import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { LaneId, SeatId } from '@ack-attack/engine';
import { parseArchive, whatIf, type WhatIfQuestion } from '@ack-attack/replay';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closePages, sharedBrowser } from '../journeys/browser.ts';

/** The worker as the page gets it, in a real browser, held against the same functions in Node. */
const assets = join(import.meta.dirname, '../../apps/web/dist/assets');
const golden = join(import.meta.dirname, '../golden');
let server: Server;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await sharedBrowser();
  const worker = readdirSync(assets).find((name) => /^analysis-worker-.*\.js$/.test(name));
  if (!worker) throw new Error('the build has no analysis worker');
  server = createServer((request, response) => {
    const script = request.url === '/worker.js';
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    response.end(script ? readFileSync(join(assets, worker)) : '<!doctype html><title>worker</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
afterAll(async () => {
  await closePages(browser);
  await new Promise((resolve) => server.close(resolve));
});

/** What the worker answers, as JSON. */
function inBrowser(archive: string, question: WhatIfQuestion): Promise<string> {
  return page.evaluate(
    ([text, asked]) =>
      new Promise<string>((resolve, reject) => {
        const worker = new Worker('/worker.js', { type: 'module' });
        worker.onerror = (event) => reject(new Error(event.message));
        worker.onmessage = ({ data }: MessageEvent<{ kind: string; answer?: unknown }>) => {
          if (data.kind === 'damaged') reject(new Error(JSON.stringify(data)));
          if (data.kind !== 'what-if') return;
          worker.terminate();
          resolve(JSON.stringify(data.answer));
        };
        worker.postMessage({ kind: 'open', archive: text });
        worker.postMessage({ kind: 'what-if', id: 1, question: asked });
      }),
    [archive, question] as const,
  );
}

describe.each(['0.1.0-middle-troubled', '0.1.0-senior-rabbitmq'])('%s', (name) => {
  const archive = readFileSync(join(golden, `${name}.jsonl`), 'utf8');
  const { events } = parseArchive(archive);
  const lane = 'L1' as LaneId;

  test.each<Omit<WhatIfQuestion, 'round' | 'lane'>>([
    { seats: 'none', contract: 'exactly-once' },
    { seats: 'all', contract: 'at-least-once' },
    { seats: 'L1.B1' as SeatId, contract: 'at-most-once' },
  ])('$seats by the textbook of $contract: the same bytes in Node and in a browser', async (asked) => {
    const question = { round: 1, lane, ...asked };
    const here = JSON.stringify(whatIf(events, question));
    expect(here.length).toBeGreaterThan(1_000);
    expect(await inBrowser(archive, question)).toBe(here);
  });
});
