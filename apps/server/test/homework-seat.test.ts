import { afterEach, expect, test } from 'vitest';
import type { HomeworkReport, OwnHomework } from '@ack-attack/replay';
import type { BegunSession, HandedSeat, SetHomework } from '@ack-attack/protocol';
import { startServer, testSettings, until, Wires, type TestServer } from './harness.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

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

test("a student whose browser forgot everything goes on with a secret from the teacher's hand", async () => {
  const server = await startServer();
  closing.push(() => server.close());
  const wires = new Wires(server);
  closing.push(() => wires.closeAll());
  const set = await ask(server, 'homework', 'POST', undefined, {
    settings: testSettings(),
    terms: { title: 'Lost confirms', rounds: 1, attempts: 2, sameOrders: true },
  });
  const { homework, hostToken } = set.body as SetHomework;
  const begin = async (name: string, token = tokenOf(name)) => {
    const begun = await ask(server, `homework/${homework}/attempts`, 'POST', undefined, { name, token });
    return { status: begun.status, session: (begun.body as BegunSession).session };
  };
  const ana = await begin('Ana');
  await begin('Ben');
  const read = await ask(server, `homework/${homework}/report`, 'GET', hostToken);
  const { player } = (read.body as HomeworkReport).students.find(({ name }) => name === 'Ana')!;
  const former = wires.wire();
  await former.hello('phone', ana.session, tokenOf('Ana'));
  await former.command({ type: 'leadRound', step: 'start' });

  const path = `homework/${homework}/students/${player}/seat`;
  for (const token of [undefined, 'x', tokenOf('Ana'), tokenOf('Ben')]) {
    expect((await ask(server, path, 'POST', token)).status, `handed over by ${token}`).toBe(403);
  }
  expect(await ask(server, `homework/${homework}/students/nobody/seat`, 'POST', hostToken)).toMatchObject({
    status: 404,
    body: { error: 'unknown-player' },
  });

  const handed = await ask(server, path, 'POST', hostToken);
  expect(handed.status).toBe(200);
  const { token } = handed.body as HandedSeat;
  // The device that had the seat is told, and has no right any more.
  await until(() => former.refusals.some(({ code }) => code === 'seat-handed-over'), 'the word to the former device');
  expect((await ask(server, `homework/${homework}/own`, 'GET', tokenOf('Ana'))).status).toBe(403);
  // The new one finds the attempt where it stood, whatever name it types.
  expect(await begin('?', token)).toEqual({ status: 200, session: ana.session });
  const phone = wires.wire();
  expect(await phone.hello('phone', ana.session, token)).toMatchObject({ player });
  const own = await ask(server, `homework/${homework}/own`, 'GET', token);
  expect((own.body as OwnHomework).student).toMatchObject({ name: 'Ana', attempts: [{ session: ana.session }] });
  // A further hand-over ends this one; the other student notices nothing.
  const again = await ask(server, path, 'POST', hostToken);
  expect((await ask(server, `homework/${homework}/own`, 'GET', token)).status).toBe(403);
  expect((await ask(server, `homework/${homework}/own`, 'GET', (again.body as HandedSeat).token)).status).toBe(200);
  expect((await ask(server, `homework/${homework}/own`, 'GET', tokenOf('Ben'))).status).toBe(200);
});
