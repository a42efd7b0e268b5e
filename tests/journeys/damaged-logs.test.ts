import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { openPage } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';

let browser: Browser;
let server: ClockedServer;
forAllTests((opened) => ({ browser, server } = opened));
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

const golden = new URL('../golden/0.1.0-senior-plain.jsonl', import.meta.url);

type Change = (lines: string[]) => void;

/** A good log with something done to its lines. */
function changed(text: string, change: Change): string {
  const lines = text.trimEnd().split('\n');
  change(lines);
  return `${lines.join('\n')}\n`;
}

/** What is done to the header. */
const header = (text: string, patch: object) =>
  changed(text, (lines) => (lines[0] = JSON.stringify({ ...(JSON.parse(lines[0]!) as object), ...patch })));

test('a file that is damaged or foreign is refused with its line and why, and a good one opens after it', async () => {
  const old = await readFile(golden, 'utf8');
  const sha256 = createHash('sha256')
    .update(old.slice(old.indexOf('\n') + 1))
    .digest('hex');
  const good = header(old, { version: 2, sha256 });
  const lines = good.trimEnd().split('\n');
  const at = lines.findIndex((line, index) => index > 20 && /"type":"packetArrived"/.test(line));
  const later = (time: number) => lines.findIndex((line) => (JSON.parse(line) as { at?: number }).at! > time);
  const before = later(10_000);
  const after = later(20_000);
  const notJson = 'не в формате JSON';
  // No two in a row are refused in the same words: each refusal is seen to be its own.
  const files: Readonly<Record<string, { content: string | Buffer; line: number; says: string }>> = {
    'nothing at all': { content: '', line: 1, says: notJson },
    'lines of another program': { content: '{"level":30,"msg":"hello"}\n', line: 1, says: 'это не лог Ack Attack' },
    'packed by gzip': { content: gzipSync(good), line: 1, says: notJson },
    'without its header': {
      content: changed(good, (all) => void all.shift()),
      line: 1,
      says: 'это не лог Ack Attack',
    },
    'a page': { content: '<!doctype html>\n<title>Ack Attack</title>\n', line: 1, says: notJson },
    'of a later version': { content: header(good, { version: 99 }), line: 1, says: 'более новой версией' },
    'a header without its count': {
      content: header(good, { events: undefined }),
      line: 1,
      says: 'в первой строке нет',
    },
    'of another session': { content: header(good, { session: 'other' }), line: 2, says: 'не с открытия своей игры' },
    'an event without a type': {
      content: changed(good, (all) => (all[at] = '{"at":1}')),
      line: at + 1,
      says: 'у события нет типа',
    },
    'an event that lacks what it needs': {
      content: changed(good, (all) => (all[at] = all[at]!.replace('"type":"packetArrived"', '"type":"packetSent"'))),
      line: at + 1,
      says: 'событию не хватает данных',
    },
    'two lines changed about': {
      content: changed(good, (all) => ([all[before], all[after]] = [all[after]!, all[before]!])),
      line: before + 2,
      says: 'время идёт назад',
    },
    'a line gone': {
      content: changed(good, (all) => void all.splice(-1)),
      line: lines.length - 1,
      says: 'строк меньше или больше',
    },
    'a line twice': {
      content: changed(good, (all) => void all.push(all.at(-1)!)),
      line: lines.length + 1,
      says: 'строк меньше или больше',
    },
    'broken off in a line': { content: good.slice(0, -20), line: lines.length, says: notJson },
    'a byte of it changed': {
      content: good.replace('"roomCode":"RECORD"', '"roomCode":"RECORE"'),
      line: 1,
      says: 'его изменили после записи',
    },
  };
  const page = await openPage(browser, { language: 'ru', calm: true });
  await page.goto(`${server.url}/replay`);
  const alert = page.getByRole('alert');
  const field = page.locator('input[type="file"]');
  await alert.waitFor();
  for (const [what, { content, line, says }] of Object.entries(files)) {
    await field.setInputFiles({ name: 'log.jsonl', mimeType: 'text/plain', buffer: Buffer.from(content) });
    await alert
      .filter({ hasText: says })
      .waitFor()
      .catch(async () => {
        throw new Error(`${what}: ${await page.locator('body').innerText()}`);
      });
    const number = new Intl.NumberFormat('ru').format(line);
    expect(await alert.innerText(), what).toContain(`строка ${number})`);
  }
  await field.evaluate((input: HTMLInputElement) => {
    const files = new DataTransfer();
    files.items.add(new File([new Uint8Array(100_000_001)], 'log.jsonl'));
    input.files = files.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await alert.filter({ hasText: 'больше 100 МБ' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await field.setInputFiles({ name: 'log.jsonl', mimeType: 'text/plain', buffer: Buffer.from(good) });
  await page.getByRole('slider').first().waitFor();
});
