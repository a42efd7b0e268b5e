import { expect, test } from 'vitest';
import { SessionDirectory } from '../src/directory/session-directory.ts';
import { host, openRoom, serve, type Served } from './open-room.ts';

const link = { view: () => {}, end: () => {} };

/** A directory on the store of another, with few rooms. */
function smallOn({ store, clock }: Served, maxRooms = 3): SessionDirectory {
  let ids = 0;
  const newId = () => `small-${++ids}`;
  return new SessionDirectory({ store, runtime: clock, codeVersion: 'test', newId, random: Math.random, maxRooms });
}

test('idle rooms take no place of others, however many of them are loaded', async () => {
  const served = serve();
  const ids: string[] = [];
  for (let room = 0; room < 20; room++) ids.push((await openRoom(served)).id);
  served.directory.close();
  const small = smallOn(served);
  for (const id of ids) expect((await small.byId(id))?.id).toBe(id);
  // What is awake stays bounded, and those that were asked for last stay.
  expect([...small.rooms].map(({ id }) => id)).toEqual(ids.slice(-3));
  expect(small.inUse).toBe(0);
  await openRoom({ directory: small });
  small.close();
});

test('rooms with connections or due events count, and are not unloaded', async () => {
  const served = serve();
  const [playing, watched, idle] = [await openRoom(served), await openRoom(served), await openRoom(served)];
  served.directory.close();
  const small = smallOn(served, 2);
  await (await small.byId(playing.id))!.submit(host(1, { type: 'startRound' }));
  const stage = (await small.byId(watched.id))!.connectScreen('stage', link);
  expect(small.inUse).toBe(2);
  await expect(openRoom({ directory: small })).rejects.toThrow('server-full');
  await small.byId(idle.id);
  expect([...small.rooms].map(({ id }) => id).sort()).toEqual([playing.id, watched.id, idle.id].sort());
  stage.close();
  // It takes the place of what rests.
  const opened = await openRoom({ directory: small });
  expect([...small.rooms].map(({ id }) => id).sort()).toEqual([playing.id, opened.id].sort());
  small.close();
});

test('at the start only those sessions are woken in which something is due', async () => {
  const served = serve();
  for (let room = 0; room < 5; room++) await openRoom(served);
  const playing = await openRoom(served);
  await playing.submit(host(1, { type: 'startRound' }));
  for (let room = 0; room < 5; room++) await openRoom(served);
  served.directory.close();
  const small = smallOn(served);
  expect(await small.resume()).toBe(1);
  expect([...small.rooms].map(({ id }) => id)).toEqual([playing.id]);
  await openRoom({ directory: small });
  small.close();
});

test('what screens prove themselves with is known without waking their session', async () => {
  const served = serve();
  const { id } = await openRoom(served);
  served.directory.close();
  const small = smallOn(served);
  expect(await small.screenSecrets(id)).toMatchObject({
    hostTokenHash: 'hash-of-host',
    stageTokenHash: 'hash-of-stage',
  });
  expect(await small.screenSecrets('no-such-session')).toBeUndefined();
  expect([...small.rooms]).toEqual([]);
  small.close();
});
