import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { closePages, sharedBrowser } from '../../tests/journeys/browser.ts';
import { startClockedServer } from '../../tests/journeys/clocked-server.ts';
import { layoutFlaws } from './layout-flaws.ts';
import { indexPage } from './index-page.ts';
import { shortLook, takePictures } from './pictures.ts';

test('the short gallery has the way in, light and dark, and its page shows every picture', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ack-attack-gallery-'));
  const browser = await sharedBrowser();
  const server = await startClockedServer();
  try {
    const pictures = await takePictures({ browser, server, folder, ...shortLook });
    const states = new Set(pictures.map(({ state }) => state));
    expect([...states]).toContain('join-empty');
    expect([...states]).toContain('lobby-first');
    expect(pictures).toHaveLength(2 * states.size);
    expect(pictures.flatMap(({ flaws }) => flaws)).toEqual([]);
    const page = indexPage(pictures);
    for (const { file } of pictures) {
      expect(page).toContain(`src="${file}"`);
      const png = await readFile(join(folder, file));
      // Width and height stand at the start of a PNG.
      expect([png.readUInt32BE(16), png.readUInt32BE(20) >= 740]).toEqual([360, true]);
    }
  } finally {
    await closePages(browser);
    await server.close();
    await rm(folder, { recursive: true });
  }
});

test('a flaw is text that a box cuts off or that lies over other text, and nothing that is meant', async () => {
  const browser = await sharedBrowser();
  try {
    const page = await browser.newPage();
    await page.setContent(`<body style="font: 16px monospace">
      <p class="cut" style="width: 60px; overflow: hidden; white-space: nowrap">too long for its box</p>
      <p class="low" style="height: 8px; line-height: 30px; overflow: hidden">too low a box</p>
      <div style="position: relative"><b class="under">written</b><i class="over" style="position: absolute; left: 0">over</i></div>
    `);
    expect(await layoutFlaws(page)).toEqual([
      '"too long for its box" in p.cut is cut by p.cut',
      '"too low a box" in p.low is cut by p.low',
      '"written" in b.under lies over "over" in i.over',
    ]);
    await page.setContent(`<body style="font: 16px monospace">
      <p style="width: 60px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis">too long for its box</p>
      <p style="width: 60px; overflow: auto; white-space: nowrap">too long for its box</p>
      <p style="position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)">for ears only</p>
      <div style="position: relative"><b>written</b><i style="position: absolute; left: 0; background: white">shown</i></div>
    `);
    expect(await layoutFlaws(page)).toEqual([]);
  } finally {
    await closePages(browser);
  }
});
