import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, memoryStorage } from '@ack-attack/client';
import type { LaneView } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findBrowser } from '../../tests/browser.ts';
import { buildWhatIsStale } from '../../tests/builds.ts';
import { startServer } from '../../tests/wire/server-process.ts';
import { openSession } from '../../tests/wire/session-api.ts';
import { waitFor } from '../../tests/wire/wait-for.ts';

const players = 50;
const watchedMs = 10_000;
const settlingMs = 2_000;

/** Ten lanes of bots with a slow network, so that about a hundred packets are in the air at any time. */
const settings = {
  ...settingsFor('at-least-once', 'middle'),
  roundMs: 600_000,
  orderEveryMs: 2_900,
  overdueMs: 60_000,
  travelMs: [6_500, 8_500] as const,
  workMs: { check: 100, charge: 100, record: 100, commit: 100 },
};

/**
 * How smoothly the stage shows ten lanes with a hundred packets in the air, against an empty page of the same browser
 * before and after it. Server and browser share the machine.
 */
export async function benchStage(): Promise<readonly string[]> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('no Chromium is here: run tests/install, or set CHROMIUM_PATH to one');
  await buildWhatIsStale();
  const dataDir = await mkdtemp(join(tmpdir(), 'ack-attack-bench-'));
  const server = await startServer({ dataDir });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const { session, roomCode, hostToken, stageToken } = await openSession(server.url, settings);
    const host = createClient({ as: 'console', url: server.url, storage: memoryStorage() });
    await host.resume(session, hostToken);
    await Promise.all(
      Array.from({ length: players }, async (_, index) => {
        const phone = createClient({ as: 'phone', url: server.url, storage: memoryStorage() });
        await phone.join(roomCode, `Player ${index + 1}`);
        // A bot takes the seat of a phone that is gone.
        phone.close();
      }),
    );
    await host.send({ type: 'startRound' });
    const inTheAir = () =>
      Object.values<LaneView>(host.view?.lanes ?? {}).reduce((sum, lane) => sum + Object.keys(lane.packets).length, 0);
    await waitFor('a hundred packets are in the air', () => inTheAir() >= 100, 90_000);

    const lines = [];
    const empty = await openPage(browser, 'about:blank');
    lines.push(line('empty page, before', await watch(browser, empty)));
    await empty.close();
    const stage = await openPage(browser, `${server.url}/stage#session=${session}&token=${stageToken}`);
    await stage.getByRole('timer').waitFor();
    // Opening a page and compiling its script is not what is measured.
    await stage.evaluate<Asked>(`(${countFrames})(${settlingMs})`);
    const counted: number[] = [];
    const counting = setInterval(() => counted.push(inTheAir()), 250);
    const shown = await watch(browser, stage);
    clearInterval(counting);
    const packets = counted.reduce((sum, count) => sum + count, 0) / Math.max(1, counted.length);
    lines.push(
      line(`stage, ${Object.keys(host.view?.lanes ?? {}).length} lanes, ${packets.toFixed(0)} packets`, shown),
    );
    await stage.close();
    const again = await openPage(browser, 'about:blank');
    lines.push(line('empty page, after', await watch(browser, again)));
    host.close();
    return lines;
  } finally {
    await browser.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface Watched {
  /** Frames a second that the page was asked for, and that were drawn. */
  asked: number;
  drawn: number;
  /** Longest time between two frames that the page was asked for, in ms. */
  longestMs: number;
  /** Processor ms in a second: the page's thread, the script in it, and the thread that puts the layers together. */
  page: number;
  script: number;
  drawing: number;
}

interface Asked {
  frames: number;
  longestMs: number;
  ms: number;
}

/** A page's own script; as text, because a compiler on the way to the page would put its own names in it. */
const countFrames = `(forMs) => new Promise((resolve) => {
  const start = performance.now();
  let frames = 0, longestMs = 0, last = start;
  requestAnimationFrame(function next() {
    const now = performance.now();
    frames++;
    longestMs = Math.max(longestMs, now - last);
    last = now;
    if (now - start < forMs) requestAnimationFrame(next);
    else resolve({ frames, longestMs, ms: now - start });
  });
})`;

async function openPage(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Processor time in µs. */
  tdur?: number;
  args?: { name?: string };
}

async function watch(browser: Browser, page: Page): Promise<Watched> {
  await browser.startTracing(page, {
    categories: ['viz', 'devtools.timeline', 'disabled-by-default-devtools.timeline'],
  });
  const { frames, longestMs, ms } = await page.evaluate<Asked>(`(${countFrames})(${watchedMs})`);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const threads = new Map(
    traceEvents.filter(({ name }) => name === 'thread_name').map(({ pid, tid, args }) => [`${pid} ${tid}`, args?.name]),
  );
  const busy = (thread: string, task: string) =>
    traceEvents
      .filter(({ name, pid, tid }) => name === task && threads.get(`${pid} ${tid}`) === thread)
      .reduce((sum, { tdur = 0 }) => sum + tdur, 0) / ms;
  return {
    asked: (frames * 1000) / ms,
    drawn: (traceEvents.filter(({ name }) => name === 'Display::DrawAndSwap').length * 1000) / ms,
    longestMs,
    page: busy('CrRendererMain', 'RunTask'),
    script: busy('CrRendererMain', 'FunctionCall'),
    drawing: busy('VizCompositorThread', 'RunTask'),
  };
}

function line(what: string, { asked, drawn, longestMs, page, script, drawing }: Watched): string {
  return (
    `  ${what}: ${asked.toFixed(1)} frames/s asked for, ${drawn.toFixed(1)} drawn, longest gap ${longestMs.toFixed(0)} ms; ` +
    `processor a second: page ${page.toFixed(0)} ms (script ${script.toFixed(0)}), drawing ${drawing.toFixed(0)} ms`
  );
}
