import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { launchBrowser } from '../journeys/browser.ts';
import { startClockedServer } from '../journeys/clocked-server.ts';
import { indexPage } from './index-page.ts';
import { takePictures } from './pictures.ts';

test('the short gallery has the way in, light and dark, and its page shows every picture', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ack-attack-gallery-'));
  const browser = await launchBrowser();
  const server = await startClockedServer();
  try {
    const pictures = await takePictures({ browser, server, folder, short: true });
    const states = new Set(pictures.map(({ state }) => state));
    expect([...states]).toContain('join-empty');
    expect([...states]).toContain('lobby-first');
    expect(pictures).toHaveLength(2 * states.size);
    expect(pictures.filter(({ overflow }) => overflow > 0)).toEqual([]);
    const page = indexPage(pictures);
    for (const { file } of pictures) {
      expect(page).toContain(`src="${file}"`);
      const png = await readFile(join(folder, file));
      // Width and height stand at the start of a PNG.
      expect([png.readUInt32BE(16), png.readUInt32BE(20) >= 740]).toEqual([360, true]);
    }
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true });
  }
});
