import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../journeys/browser.ts';
import { startClockedServer } from '../journeys/clocked-server.ts';
import { buildWebIfStale } from '../demo/web-build.ts';
import { indexPage } from './index-page.ts';
import { takePictures } from './pictures.ts';

const folder = fileURLToPath(new URL('../../gallery/', import.meta.url));
const short = process.argv.includes('--short');
/** `stage console-lesson`: the states whose names begin so, or all. */
const starts = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const wants = (state: string) => starts.length === 0 || starts.some((start) => state.startsWith(start));

await buildWebIfStale();
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
const server = await startClockedServer();
try {
  const pictures = await takePictures({ browser, server, folder, short, wants });
  await writeFile(join(folder, 'index.html'), indexPage(pictures));
  process.stdout.write(`${pictures.length} pictures: ${join(folder, 'index.html')}\n`);
  const tooWide = pictures.filter(({ overflow }) => overflow > 0);
  for (const { file, overflow } of tooWide) process.stderr.write(`${file}: ${overflow} px wider than its window\n`);
  if (tooWide.length > 0) process.exitCode = 1;
} finally {
  await browser.close();
  await server.close();
}
