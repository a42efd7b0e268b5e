import { plainSettings } from '@ack-attack/engine';
import { expect, test } from 'vitest';
import { attemptsOf, beginAttempt } from '../src/homework/homework-attempts.ts';
import type { SessionDirectory } from '../src/directory/session-directory.ts';
import { freeUnplayedPlace, unplayedMs } from '../src/homework/unplayed-places.ts';
import { RecordingSink, serve, type Served } from './open-room.ts';

const terms = { title: 'Lost confirms', rounds: 1, attempts: 2, sameOrders: false } as const;
const ana = { name: 'Ana', tokenHash: 'hash-of-Ana', role: 'consumer' } as const;

async function homework({ directory }: Served): Promise<string> {
  const opened = await directory.open({
    settings: plainSettings,
    hostTokenHash: 'hash-of-host',
    stageTokenHash: '',
    homework: terms,
  });
  if (opened.outcome === 'rejected') throw new Error(opened.code);
  return opened.room.id;
}

const begin = async ({ store, clock }: Served, directory: SessionDirectory, id: string, student = ana) =>
  beginAttempt({ directory, store, now: clock.now }, (await directory.byId(id))!, student);

async function end(directory: SessionDirectory, session: string): Promise<void> {
  const room = (await directory.byId(session))!;
  const [player] = room.state.players;
  const command = { type: 'leadRound', step: 'end' } as const;
  await room.submit({ by: 'player', player: player!.id, seq: 1, id: `end-${session}`, command });
}

test('a student who begins on two servers at once has one attempt, and nothing is left of the other', async () => {
  const served = serve();
  const id = await homework(served);
  const directories = [served.directory, served.another()];
  const begun = await Promise.all(directories.map((directory) => begin(served, directory, id)));
  const sessions = begun.map((one) => (one.outcome === 'rejected' ? one.code : one.session));
  expect(new Set(sessions).size).toBe(1);
  expect(begun.map(({ outcome }) => outcome).sort()).toEqual(['begun', 'going-on']);
  const room = (await directories[0]!.byId(id))!;
  await room.refresh();
  expect(attemptsOf(room.state, room.state.players[0]!.id)).toEqual([sessions[0]]);
  const kept = await served.store.list({ state: 'running', limit: 10 });
  expect(kept.map((one) => one.id).sort()).toEqual([id, sessions[0]].sort());
  for (const directory of directories) directory.close();
});

test('attempts of one number meet the same, and those of another number something else', async () => {
  const served = serve();
  const { directory } = served;
  const id = await homework(served);
  const seeds: number[][] = [];
  for (const name of ['Ana', 'Ben']) {
    const own: number[] = [];
    for (let attempt = 1; attempt <= 2; attempt++) {
      const begun = await begin(served, directory, id, { ...ana, name, tokenHash: `hash-of-${name}` } as typeof ana);
      if (begun.outcome === 'rejected') throw new Error(begun.code);
      const { state } = (await directory.byId(begun.session))!;
      expect(state.solo).toMatchObject({ role: 'consumer', homework: { session: id, attempt } });
      own.push(state.seed);
      await end(directory, begun.session);
    }
    seeds.push(own);
  }
  expect(seeds[0]).toEqual(seeds[1]);
  expect(seeds[0]![0]).not.toBe(seeds[0]![1]);
  expect(await begin(served, directory, id)).toEqual({ outcome: 'rejected', code: 'attempts-used' });
  directory.close();
});

test('a student who has ended an attempt a moment ago begins the next one', async () => {
  const served = serve();
  const { directory } = served;
  const id = await homework(served);
  const first = await begin(served, directory, id);
  if (first.outcome === 'rejected') throw new Error(first.code);
  await end(directory, first.session);
  expect(await begin(served, directory, id)).toMatchObject({ outcome: 'begun' });
  directory.close();
});

test('after a restart only those attempts take a room that are being played', async () => {
  const served = serve();
  const { directory, clock } = served;
  const id = await homework(served);
  const sessions: string[] = [];
  for (const name of ['Ana', 'Ben']) {
    const begun = await begin(served, directory, id, { ...ana, name, tokenHash: `hash-of-${name}` } as typeof ana);
    if (begun.outcome === 'rejected') throw new Error(begun.code);
    sessions.push(begun.session);
  }
  const playing = (await directory.byId(sessions[0]!))!;
  const [player] = playing.state.players;
  const start = { type: 'leadRound', step: 'start' } as const;
  await playing.submit({ by: 'player', player: player!.id, seq: 1, id: 'start-of-ana', command: start });
  directory.close();
  const after = served.another();
  await after.resume();
  expect([...after.rooms].map((room) => room.id)).toEqual([sessions[0]]);
  // Nobody is there: it stands still, and sleeps in its turn.
  await clock.advance(120_000);
  expect([...after.rooms]).toEqual([]);
  expect((await after.byId(sessions[0]!))?.state.pauseCause).toBe('student-away');
  after.close();
});

test('places that nobody uses are given to others after ten minutes, the oldest first, and no others', async () => {
  const served = serve();
  const { directory, store, clock } = served;
  const id = await homework(served);
  const options = { directory, store, now: clock.now };
  // A room that nobody is in sleeps meanwhile.
  const room = async () => (await directory.byId(id))!;
  const free = async () => freeUnplayedPlace(options, await room());
  const beginAs = async (name: string) =>
    beginAttempt(options, await room(), { name, tokenHash: `hash-of-${name}`, role: 'producer' });
  const attempts = new Map<string, string>();
  for (let number = 1; number <= 60; number++) {
    const begun = await beginAs(`S${number}`);
    if (begun.outcome === 'rejected') throw new Error(begun.code);
    attempts.set(`S${number}`, begun.session);
  }
  const full = { outcome: 'rejected', code: 'room-full' };
  expect(await beginAs('Ana')).toMatchObject(full);
  expect(await free()).toBe(false);

  // The first has played a round and left, the second reads before it begins.
  const played = (await directory.byId(attempts.get('S1')!))!;
  const [first] = played.state.players;
  const start = { type: 'leadRound', step: 'start' } as const;
  await played.submit({ by: 'player', player: first!.id, seq: 1, id: 'start-s1', command: start });
  const reading = (await directory.byId(attempts.get('S2')!))!;
  reading.connectPhone(reading.state.players[0]!.id, new RecordingSink());
  await clock.advance(unplayedMs - 1_000);
  expect(await free()).toBe(false);
  await clock.advance(2_000);

  expect(await free()).toBe(true);
  expect(await beginAs('Ana')).toMatchObject({ outcome: 'begun' });
  const names = (await room()).state.players.map(({ name }) => name);
  expect(names).toHaveLength(60);
  expect(names).toEqual(expect.arrayContaining(['S1', 'S2', 'S4', 'Ana']));
  expect(names).not.toContain('S3');
  expect(await store.find(attempts.get('S3')!)).toBeUndefined();
  expect(await beginAs('Boris')).toMatchObject(full);
  directory.close();
});
