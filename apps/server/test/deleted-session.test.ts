import type { BegunSession, OpenedSession, SetHomework } from '@ack-attack/protocol';
import { openRedisStore, readRedisAddress } from '@ack-attack/store-redis';
import { afterEach, expect, test } from 'vitest';
import { startRedis } from '../../../tests/wire/redis-process.ts';
import type { ServerOptions } from '../src/create-server.ts';
import { openSession, startServer, testSettings, until, Wires, type TestServer, type Wire } from './harness.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(options: Partial<ServerOptions> = {}) {
  const server = await startServer(options);
  const wires = new Wires(server);
  closing.push(
    () => server.close(),
    () => wires.closeAll(),
  );
  return { server, wires };
}

async function remove({ url }: TestServer, path: string, token: string): Promise<void> {
  const response = await fetch(`${url}/api/${path}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(204);
}

/** Everybody was told why, and nothing else. */
async function expectEnded(who: Readonly<Record<string, Wire>>): Promise<void> {
  for (const [name, wire] of Object.entries(who)) {
    await until(() => !wire.socket.connected, `the end of ${name}`);
    expect(wire.refusals, name).toEqual([{ code: 'unknown-session' }]);
  }
}

async function everybody(wires: Wires, opened: OpenedSession, name: string) {
  return {
    [`phone of ${name}`]: await wires.phone(opened, name),
    [`stage beside ${name}`]: await wires.stage(opened),
    [`console beside ${name}`]: await wires.console(opened),
  };
}

test('everybody in a session that is deleted in the middle of a round is told so at once', async () => {
  const { server, wires } = await serve();
  const opened = await openSession(server);
  const who = await everybody(wires, opened, 'Ana');
  await who['console beside Ana']!.command({ type: 'startRound' });
  await remove(server, `sessions/${opened.session}`, opened.hostToken);
  await expectEnded(who);
  expect(await server.store.find(opened.session)).toBeUndefined();
});

test('homework that is deleted ends the attempts that are being played', async () => {
  const { server, wires } = await serve();
  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${server.url}/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  const terms = { title: 'Lost confirms', rounds: 1, attempts: 1, sameOrders: true };
  const { homework, hostToken } = (await post('homework', { settings: testSettings(), terms })) as SetHomework;
  const token = `token-of-Ana-${'x'.repeat(20)}`;
  const { session } = (await post(`homework/${homework}/attempts`, { name: 'Ana', token })) as BegunSession;
  const phone = wires.wire();
  await phone.hello('phone', session, token);
  await phone.command({ type: 'leadRound', step: 'start' });
  await remove(server, `homework/${homework}`, hostToken);
  await expectEnded({ phone });
});

test('on every server of a Redis, also where nothing is played and nothing more is written', async () => {
  const redis = await startRedis();
  closing.push(() => redis.remove());
  const served = await Promise.all(
    ['one', 'two'].map(async (node) => {
      const store = openRedisStore({ address: readRedisAddress(redis.url)!, node });
      closing.push(() => store.close());
      return serve({ store, peers: { self: node, alone: false, isAlive: () => true } });
    }),
  );
  const [one, two] = [served[0]!, served[1]!];
  const opened = await openSession(one.server);
  const who = { ...(await everybody(one.wires, opened, 'Ana')), ...(await everybody(two.wires, opened, 'Ben')) };
  await remove(two.server, `sessions/${opened.session}`, opened.hostToken);
  await expectEnded(who);
});
