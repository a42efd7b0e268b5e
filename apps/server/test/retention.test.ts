import { SessionDirectory, type Runtime } from '@ack-attack/session';
import { createMemoryStore, type SessionStore } from '@ack-attack/store';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock, settle } from '../../../packages/session/test/manual-clock.ts';
import { keepRetention } from '../src/storage/retention.ts';

const hour = 3_600_000;
const day = 24 * hour;
let store: SessionStore;
let clock: ManualClock;
let lines: { msg: string; count?: number; sessions?: string[]; aheadDays?: number }[];
let stop = () => {};

beforeEach(() => {
  store = createMemoryStore();
  clock = new ManualClock();
  lines = [];
});
afterEach(() => stop());

async function lesson(id: string, ageDays: number, finished = true): Promise<void> {
  const at = clock.now() - ageDays * day;
  await store.create({ id, roomCode: id, createdAt: at }, []);
  if (finished) await store.finish(id, at + hour);
}

async function kept(): Promise<string[]> {
  const lists = await Promise.all(
    (['running', 'finished'] as const).map((state) => store.list({ state, limit: 1_000 })),
  );
  return lists.flatMap((list) => list.map(({ id }) => id)).sort();
}

/** A server is started. */
async function start(): Promise<void> {
  stop();
  const runtime: Runtime = clock;
  const directory = new SessionDirectory({ store, runtime, codeVersion: 'test', newId: () => '', random: () => 0 });
  const logger = pino({ base: null }, { write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[number]) });
  stop = keepRetention({ store, directory, runtime, logger, retentionDays: 30 });
  await settle();
}

test('what is too old is deleted at the start, and the log names it', async () => {
  await lesson('old', 31);
  await lesson('abandoned', 31, false);
  await lesson('recent', 29);
  await lesson('today', 0, false);
  await start();
  expect(await kept()).toEqual(['recent', 'today']);
  expect(lines).toMatchObject([{ msg: 'sessions past their retention were deleted', count: 2 }]);
  expect([...lines[0]!.sessions!].sort()).toEqual(['abandoned', 'old']);
});

test.each([1 / 24, 1, 40, 3_650])(
  'a calendar that is set %d days ahead deletes nothing in a school day',
  async (days) => {
    await lesson('last-week', 7);
    await lesson('yesterday', 1, false);
    for (const running of [false, true]) {
      if (running) await start();
      clock.set(days * day);
      if (!running) await start();
      await clock.advance(8 * hour);
      expect(await kept()).toEqual(['last-week', 'yesterday']);
      clock.set(-days * day);
      await clock.advance(2 * hour);
      expect(await kept()).toEqual(['last-week', 'yesterday']);
    }
    if (days > 30) expect(lines.find(({ aheadDays }) => aheadDays! > 30)?.msg).toContain('far ahead');
  },
);

test.each([1 / 24, 40, 3_650])('a calendar that is set %d days back deletes nothing', async (days) => {
  await lesson('last-week', 7);
  clock.set(-days * day);
  await start();
  await clock.advance(8 * hour);
  clock.set(days * day);
  await clock.advance(2 * hour);
  expect(await kept()).toEqual(['last-week']);
});

test('after holidays that were longer than the retention old sessions go within two days of running', async () => {
  await lesson('before-the-holidays', 60);
  await start();
  expect(await kept()).toEqual(['before-the-holidays']);
  await clock.advance(30 * hour + hour);
  expect(await kept()).toEqual([]);
});

test('a server that goes on for months deletes each session at its time', async () => {
  await lesson('today', 0);
  await start();
  await clock.advance(30 * day);
  expect(await kept()).toEqual(['today']);
  await clock.advance(2 * hour);
  expect(await kept()).toEqual([]);
});
