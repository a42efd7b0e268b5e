import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser, openPage } from '../journeys/browser.ts';
import { startServer } from '../wire/server-process.ts';

const seeks = 60;

/** How soon the page of an archive shows it, and then any of its places. Times are those of the page, in ms. */
export async function benchReplayPage(text: string): Promise<readonly string[]> {
  const browser = await launchBrowser();
  const dataDir = await mkdtemp(join(tmpdir(), 'ack-attack-bench-'));
  const server = await startServer({ dataDir });
  try {
    const page = await openPage(browser, { size: 'laptop', calm: true });
    await page.route('**/api/sessions/hour/log', (route) => route.fulfill({ body: text }));
    await page.addInitScript(noteFirstShown);
    await page.goto(`${server.url}/replay#session=hour`);
    const opened = await page.waitForFunction(() => (window as unknown as Watching).afterLogMs);
    const afterLogMs = await opened.jsonValue();
    const times = await page.evaluate<number[]>(`(${seekEverywhere})(${seeks})`);
    const sorted = [...times].sort((a, b) => a - b);
    const ms = (value: number | undefined) => `${Math.round(value ?? NaN)} ms`;
    return [
      `page     its first frame ${ms(afterLogMs)} after the log was there`,
      `page     a seek is painted after ${ms(sorted[seeks >> 1])}, at worst ${ms(sorted.at(-1))}, of ${seeks}`,
    ];
  } finally {
    await browser.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface Watching {
  afterLogMs?: number;
}

/* These run in the page. They are text, because what runs the benchmarks adds calls to functions that no page has. */
const noteFirstShown = `requestAnimationFrame(function look() {
  if (document.querySelector('input[type="range"]')) {
    const log = performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/log'));
    setTimeout(() => (window.afterLogMs = performance.now() - log.responseEnd));
  } else requestAnimationFrame(look);
})`;
const seekEverywhere = `async (count) => {
  const slider = document.querySelector('input[type="range"]');
  const times = [];
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    slider.value = String(Math.round(((index * 37) % count) / count * Number(slider.max)));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise(requestAnimationFrame);
    // After the frame that the callback was for.
    await new Promise((painted) => setTimeout(painted));
    times.push(performance.now() - start);
  }
  return times;
}`;
