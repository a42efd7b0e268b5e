import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../../tests/journeys/browser.ts';
import { startClockedServer } from '../../tests/journeys/clocked-server.ts';
import { buildWhatIsStale } from '../../tests/builds.ts';
import { indexPage } from './index-page.ts';
import { allLanguages, allSizes, allThemes, shortLook, takePictures } from './pictures.ts';
import { tours } from '../../tests/tours/tours.ts';

const folder = fileURLToPath(new URL('../../gallery/', import.meta.url));
const { values, positionals: starts } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean' },
    size: { type: 'string' },
    theme: { type: 'string' },
    language: { type: 'string' },
    tour: { type: 'string' },
  },
});
/** `stage console-lesson`: the states whose names begin so, or all. */
const wants = (state: string) => starts.length === 0 || starts.some((start) => state.startsWith(start));

/** `phone,laptop` of what there is. */
function chosen<Name extends string>(option: string | undefined, all: readonly Name[]): readonly Name[] {
  if (option === undefined) return all;
  const names = option.split(',');
  const strange = names.find((name) => !all.some((one) => one === name));
  if (strange !== undefined) throw new Error(`there is no ${strange}: choose from ${all.join(', ')}`);
  return all.filter((one) => names.includes(one));
}

const looks = values.short
  ? shortLook
  : {
      sizes: chosen(values.size, allSizes),
      themes: chosen(values.theme, allThemes),
      languages: chosen(values.language, allLanguages),
      through: chosen(values.tour, Object.keys(tours)),
    };

await buildWhatIsStale();
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
const server = await startClockedServer();
try {
  const pictures = await takePictures({ browser, server, folder, wants, ...looks });
  await writeFile(join(folder, 'index.html'), indexPage(pictures));
  process.stdout.write(`${pictures.length} pictures: ${join(folder, 'index.html')}\n`);
  const flawed = pictures.filter(({ flaws }) => flaws.length > 0);
  for (const { file, flaws } of flawed) for (const flaw of flaws) process.stderr.write(`${file}: ${flaw}\n`);
  if (flawed.length > 0) process.exitCode = 1;
} finally {
  await browser.close();
  await server.close();
}
