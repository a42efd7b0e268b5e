import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser, openPage } from '../../tests/journeys/browser.ts';
import { startServer } from '../../tests/wire/server-process.ts';

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
    // Right after the opening the rest of the log is still being folded and read by the worker.
    const early = await page.evaluate<Timed[]>(`(${seekEverywhere})(${seeks})`);
    const late = await page.evaluate<Timed[]>(`(${seekEverywhere})(${seeks})`);
    const panned = await page.evaluate<Timed[][]>(`(${panEverywhere})()`);
    return [
      `page     its first frame ${Math.round(afterLogMs ?? NaN)} ms after the log was there`,
      `page     a seek right after that: ${told(early)}`,
      `page     a seek later: ${told(late)}`,
      ...panned.map((frames, nearer) => `diagram  a pan, zoomed in ${3 * nearer} times: ${told(frames)}`),
    ];
  } finally {
    await browser.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Ms from the input to the end of its scripts, and to what comes after the frame that shows it. */
interface Timed {
  work: number;
  painted: number;
}

function told(times: readonly Timed[]): string {
  const of = (what: keyof Timed) => {
    const sorted = times.map((time) => time[what]).sort((a, b) => a - b);
    return `${Math.round(sorted[sorted.length >> 1] ?? NaN)} ms, at worst ${Math.round(sorted.at(-1) ?? NaN)} ms`;
  };
  return `worked out in ${of('work')}; painted after ${of('painted')}; of ${times.length}`;
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
    // What the page draws anew is worked out in the microtasks behind the input.
    await Promise.resolve();
    const work = performance.now() - start;
    await new Promise(requestAnimationFrame);
    // After the frame that the callback was for.
    await new Promise((painted) => setTimeout(painted));
    times.push({ work, painted: performance.now() - start });
  }
  return times;
}`;
const panEverywhere = `async () => {
  const field = document.querySelector('.diagram .field');
  const [, nearer, all] = document.querySelectorAll('.zoom button');
  const zooms = [];
  all.click();
  for (let zoom = 0; zoom < 5; zoom++) {
    const times = [];
    for (let index = 0; index < 40; index++) {
      const start = performance.now();
      field.dispatchEvent(new WheelEvent('wheel', { deltaX: index < 20 ? 60 : -60, bubbles: true, cancelable: true }));
      await Promise.resolve();
      const work = performance.now() - start;
      await new Promise(requestAnimationFrame);
      await new Promise((painted) => setTimeout(painted));
      times.push({ work, painted: performance.now() - start });
    }
    zooms.push(times);
    for (let click = 0; click < 3; click++) nearer.click();
    await new Promise(requestAnimationFrame);
  }
  return zooms;
}`;
