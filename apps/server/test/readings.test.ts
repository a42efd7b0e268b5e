import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GameEvent } from '@ack-attack/engine';
import { ownReport, SessionReading, sessionReport, type SessionReport } from '@ack-attack/replay';
import { createMemoryStore, type SessionStore } from '@ack-attack/store';
import { afterEach, expect, test } from 'vitest';
import { RecordedSession } from '../../../packages/replay/test/recorded-session.ts';
import { startReadingThread, type ReadingThread } from '../src/readings/reading-thread.ts';
import type { ReadingJob } from '../src/readings/reading-jobs.ts';
import { hashToken } from '../src/runtime/secrets.ts';
import { openSession, startServer, until, type TestServer } from './harness.ts';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const tokenOf = (who: string) => `token-of-${who}-${'x'.repeat(20)}`;
const epoch = 1_700_000_000_000;

/** A session whose secrets are known, with a round of some seconds that is revealed. */
function playedSession(seconds = 30): RecordedSession {
  const session = new RecordedSession({ roundMs: 300_000, predictMs: 0, orderEveryMs: 400 }, 7, {
    session: 'recorded',
    hostTokenHash: hashToken(tokenOf('host')),
    stageTokenHash: hashToken(tokenOf('stage')),
  });
  for (const id of ['ana', 'ben']) {
    const player = session.join(id);
    session.server({ type: 'setPlayerConnected', player, connected: false });
  }
  session.host({ type: 'startRound' });
  session.play(seconds * 1_000);
  session.host({ type: 'ringBell' });
  session.host({ type: 'revealTruth' });
  return session;
}

/** A store in which the session is, and what was read of it: how many events at a time, in which turns of the loop. */
async function storeOf({ events }: RecordedSession) {
  const store = createMemoryStore();
  await store.create({ id: 'recorded', roomCode: 'RECORD', createdAt: epoch }, events.slice(0, 1));
  for (let at = 1; at < events.length; at += 500) await store.append('recorded', at, events.slice(at, at + 500));
  const pages: { events: number; turn: number }[] = [];
  let turn = 0;
  let counting = true;
  void (async () => {
    for (; counting; turn++) await nextTurn();
  })();
  const read = store.read.bind(store);
  const counted: SessionStore = Object.assign(store, {
    read: async (id: string, after: number, limit?: number) => {
      const found = await read(id, after, limit);
      pages.push({ events: found.length, turn });
      return found;
    },
  });
  return { store: counted, pages, stop: () => (counting = false) };
}

/** The real thread, with a list of what it was asked. */
function watchedThread() {
  const jobs: (ReadingJob['do'] | number)[] = [];
  let release: (() => void) | undefined;
  const thread = (onEnd: () => void): ReadingThread => {
    const real = startReadingThread(onEnd);
    return {
      close: () => real.close(),
      ask: async (job) => {
        jobs.push(job.do === 'take' ? job.events.length : job.do);
        if (job.do === 'answer' && held.answers) await new Promise<void>((resolve) => (release = resolve));
        return real.ask(job);
      },
    };
  };
  const held = { answers: false, release: () => release?.(), waits: () => release !== undefined };
  return { thread, jobs, held };
}

async function ask(path: string, who: string): Promise<Response> {
  return fetch(`${server!.url}/api/sessions/recorded/${path}`, {
    headers: { authorization: `Bearer ${tokenOf(who)}` },
  });
}

test('a report is what the log comes to, and the thread that serves games hands it over in pages, a turn each', async () => {
  const session = playedSession(120);
  const { store, pages, stop } = await storeOf(session);
  const { thread, jobs } = watchedThread();
  server = await startServer({ now: () => session.now, store, readingThread: thread });
  await server.directory.byId('recorded');
  pages.length = 0;
  const report = (await (await ask('report', 'host')).json()) as SessionReport;
  stop();
  const expected = sessionReport(new SessionReading(session.events));
  expect(report).toEqual(JSON.parse(JSON.stringify(expected)));
  // The server itself adds that its players are not here.
  const read = pages.reduce((sum, { events }) => sum + events, 0);
  expect(read).toBeGreaterThanOrEqual(session.events.length);
  expect(pages.length).toBeGreaterThan(4);
  expect(Math.max(...pages.map(({ events }) => events))).toBeLessThanOrEqual(200);
  for (const [index, { turn }] of pages.entries()) {
    if (index > 0) expect(turn, `page ${index}`).toBeGreaterThan(pages[index - 1]!.turn);
  }
  expect(jobs.filter((job) => typeof job === 'number').reduce((sum, count) => sum + count, 0)).toBe(read);
  expect(ownReport(expected, expected.students[0]!.player)).toBeDefined();
});

test('requests made while a report is made wait for the same one, and a known report is not made again', async () => {
  const session = playedSession();
  const { store, stop } = await storeOf(session);
  stop();
  const { thread, jobs, held } = watchedThread();
  server = await startServer({ now: () => session.now, store, readingThread: thread });
  const answers = () => jobs.filter((job) => job === 'answer').length;
  held.answers = true;
  const paths = ['report', 'moments', 'marks', 'misconceptions'];
  const first = ask('report', 'host');
  await until(held.waits, 'the report is being made');
  const others = paths.flatMap((path) => [ask(path, 'host'), ask(path, 'host')]);
  held.answers = false;
  held.release();
  for (const each of await Promise.all([first, ...others])) expect(each.status).toBe(200);
  // One that was being made, and at most one more for those who came meanwhile.
  expect(answers()).toBeLessThanOrEqual(2);
  const before = answers();
  for (const path of paths) expect((await ask(path, 'host')).status).toBe(200);
  expect(answers()).toBe(before);
});

test('while a round is hidden nothing is worked out again, however the log grows; then it is read on from there', async () => {
  const session = playedSession();
  session.host({ type: 'closeRound' });
  session.host({ type: 'startRound' });
  const { store, stop } = await storeOf(session);
  stop();
  const { thread, jobs } = watchedThread();
  server = await startServer({ store, readingThread: thread, now: () => session.now });
  const room = (await server.directory.byId('recorded'))!;
  const report = await (await ask('report', 'host')).text();
  expect((JSON.parse(report) as SessionReport).rounds.map(({ round }) => round)).toEqual([1]);
  const made = jobs.length;
  const { version } = room.state;
  const host = { by: 'host', id: 'x', seq: 100 } as const;
  await room.submit({
    ...host,
    command: { type: 'injectFault', lane: 'all', what: { kind: 'drop', leg: 'ack' }, span: { next: 1 } },
  });
  expect(room.state.version).toBeGreaterThan(version);
  expect(await (await ask('report', 'host')).text()).toBe(report);
  expect(jobs.length).toBe(made);

  await room.submit({ ...host, seq: 101, id: 'y', command: { type: 'ringBell' } });
  await room.submit({ ...host, seq: 102, id: 'z', command: { type: 'revealTruth' } });
  const after = (await (await ask('report', 'host')).json()) as SessionReport;
  expect(after.rounds.map(({ round }) => round)).toEqual([1, 2]);
  const read = jobs.slice(made).reduce<number>((sum, job) => sum + (typeof job === 'number' ? job : 0), 0);
  expect(read).toBeLessThan(room.state.version - session.events.length + 100);
});

test('what one secret reads is counted: beyond its share it is told when to come again, and others are served', async () => {
  const session = playedSession();
  const { store, stop } = await storeOf(session);
  stop();
  server = await startServer({ now: () => session.now, store, readLimits: { secret: 4 } });
  const statuses = [];
  for (const path of ['report', 'marks', 'moments', 'report', 'report']) {
    const response = await ask(path, 'host');
    statuses.push(response.status);
    if (response.status === 200) continue;
    const seconds = Number(response.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(await response.json()).toEqual({
      error: 'rate-limited',
      message: `Reports and logs were asked for too often; ask again in ${seconds} s.`,
    });
  }
  expect(statuses).toEqual([200, 200, 200, 200, 429]);
  // A log is three readings, and who may not read uses up nothing.
  expect((await ask('report', 'stranger')).status).toBe(403);
  expect((await ask('log', 'stage')).status).toBe(200);
  expect((await ask('moments', 'stage')).status).toBe(200);
  expect((await ask('moments', 'stage')).status).toBe(429);
});

test('a thread that ends fails no request: the next report is made by another', async () => {
  const session = playedSession();
  const { store, stop } = await storeOf(session);
  stop();
  const { thread, jobs, held } = watchedThread();
  let end: (() => Promise<void>) | undefined;
  server = await startServer({
    now: () => session.now,
    store,
    readingThread: (onEnd) => {
      const watched = thread(onEnd);
      end = () => watched.close();
      return { ...watched, close: () => watched.close() };
    },
  });
  held.answers = true;
  const lost = ask('report', 'host');
  await until(held.waits, 'the report is being made');
  await end!();
  held.answers = false;
  held.release();
  expect([200, 500]).toContain((await lost).status);
  const again = await ask('report', 'host');
  expect(again.status).toBe(200);
  expect(((await again.json()) as SessionReport).rounds).toHaveLength(1);
  expect(jobs.length).toBeGreaterThan(2);
});

test('a log that cannot be folded fails its own report and no other', async () => {
  const session = playedSession();
  const { store, stop } = await storeOf(session);
  stop();
  server = await startServer({ now: () => session.now, store });
  const room = await server.directory.byId('recorded');
  const broken = { type: 'packetSent', lane: 'L1', at: session.state.at } as unknown as GameEvent;
  const read = store.read.bind(store);
  store.read = async (...given) => [...(await read(...given))].map((event, at) => (at === 50 ? broken : event));
  const { hostToken, session: other } = await openSession(server);
  const [failed, fine] = await Promise.all([
    ask('report', 'host'),
    fetch(`${server.url}/api/sessions/${other}/report`, { headers: { authorization: `Bearer ${hostToken}` } }),
  ]);
  expect(fine.status).toBe(200);
  expect([failed.status, ((await failed.json()) as { error: string }).error]).toEqual([500, 'internal']);
  store.read = read;
  expect((await ask('report', 'host')).status).toBe(200);
  expect(room?.closed).toBe(false);
});
