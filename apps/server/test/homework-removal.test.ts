import { afterEach, expect, test } from 'vitest';
import type { HomeworkReport } from '@ack-attack/replay';
import type { BegunSession, SetHomework } from '@ack-attack/protocol';
import type { SessionStore } from '@ack-attack/store';
import { openRedisStore, readRedisAddress } from '@ack-attack/store-redis';
import { startRedis } from '../../../tests/wire/redis-process.ts';
import { startServer, testSettings, until, Wires, type TestServer } from './harness.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(store?: SessionStore): Promise<TestServer> {
  const server = await startServer(store ? { store } : {});
  closing.push(() => server.close());
  return server;
}

async function ask(server: TestServer, path: string, method: string, token?: string, body?: object) {
  const response = await fetch(`${server.url}/api/${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : {}) as unknown };
}

const tokenOf = (name: string) => `token-of-${name}-${'x'.repeat(20)}`;

async function begin(server: TestServer, homework: string, name: string): Promise<string> {
  const begun = await ask(server, `homework/${homework}/attempts`, 'POST', undefined, { name, token: tokenOf(name) });
  return (begun.body as BegunSession).session;
}

/** Homework that Ana and Ben have begun. */
async function begunHomework(server: TestServer) {
  const set = await ask(server, 'homework', 'POST', undefined, {
    settings: testSettings(),
    terms: { title: 'Lost confirms', rounds: 1, attempts: 1, sameOrders: true },
  });
  const { homework, hostToken } = set.body as SetHomework;
  const [ana, ben] = [await begin(server, homework, 'Ana'), await begin(server, homework, 'Ben')];
  const students = async (at = server) => {
    const report = await ask(at, `homework/${homework}/report`, 'GET', hostToken);
    return (report.body as HomeworkReport).students;
  };
  return { homework, hostToken, ana, ben, students };
}

test('a student who is removed in the middle of a game is told, leaves nothing, and may begin again', async () => {
  const server = await serve();
  const wires = new Wires(server);
  closing.push(() => wires.closeAll());
  const { homework, hostToken, ana, ben, students } = await begunHomework(server);
  const [player] = (await students()).map((student) => student.player);
  const phone = wires.wire();
  await phone.hello('phone', ana, tokenOf('Ana'));
  await phone.command({ type: 'leadRound', step: 'start' });
  const path = `homework/${homework}/students/${player}`;
  for (const token of [undefined, 'x', tokenOf('Ana'), tokenOf('Ben')]) {
    expect((await ask(server, path, 'DELETE', token)).status, `removed by ${token}`).toBe(403);
  }
  expect(await ask(server, `homework/${homework}/students/nobody`, 'DELETE', hostToken)).toMatchObject({
    status: 404,
    body: { error: 'unknown-player' },
  });
  expect((await students()).map(({ name }) => name)).toEqual(['Ana', 'Ben']);

  expect((await ask(server, path, 'DELETE', hostToken)).status).toBe(204);
  await until(() => !phone.socket.connected, 'the end of the connection');
  expect(phone.received.join('')).toContain('unknown-player');
  expect((await students()).map(({ name }) => name)).toEqual(['Ben']);
  expect(await server.store.find(ana)).toBeUndefined();
  expect(await server.store.find(ben)).toBeDefined();
  expect((await ask(server, `sessions/${ana}/log`, 'GET', hostToken)).status).toBe(404);
  expect((await ask(server, `homework/${homework}/own`, 'GET', tokenOf('Ana'))).status).toBe(403);
  // Asked again after an answer that was lost, it is done.
  expect((await ask(server, path, 'DELETE', hostToken)).status).toBe(204);
  expect(await begin(server, homework, 'Ana')).not.toBe(ana);
});

test('homework that is deleted as a session goes with its attempts, on every server of a Redis', async () => {
  const redis = await startRedis();
  closing.push(() => redis.remove());
  const stores = ['one', 'two'].map((node) => openRedisStore({ address: readRedisAddress(redis.url)!, node }));
  closing.push(() => Promise.all(stores.map((store) => store.close())));
  const [one, two] = [await serve(stores[0]), await serve(stores[1])];
  const { homework, hostToken, ana, ben, students } = await begunHomework(one);
  expect((await students(two)).map(({ name }) => name)).toEqual(['Ana', 'Ben']);
  expect((await ask(two, `sessions/${homework}`, 'DELETE', tokenOf('Ana'))).status).toBe(403);
  expect((await ask(two, `sessions/${homework}`, 'DELETE', hostToken)).status).toBe(204);
  for (const session of [homework, ana, ben]) expect(await stores[0]!.find(session)).toBeUndefined();
  for (const server of [one, two]) {
    expect((await ask(server, `homework/${homework}`, 'GET')).status).toBe(404);
    expect((await ask(server, `sessions/${ana}/log`, 'GET', hostToken)).status).toBe(404);
  }
});
