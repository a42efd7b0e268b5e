import { protocolVersion } from '@ack-attack/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSession, startServer, until, Wires, type TestServer } from './harness.ts';

let server: TestServer;
let wires: Wires;
beforeEach(async () => {
  server = await startServer();
  wires = new Wires(server);
});
afterEach(async () => {
  wires.closeAll();
  await server.close();
});

const protocol = protocolVersion;
const token = 'a-secret-of-a-phone-that-it-made-up';

test.each(['websocket', 'polling'] as const)(
  'whoever says in the handshake who it is gets welcome and view without another packet, by %s',
  async (transport) => {
    const { session, roomCode } = await openSession(server);
    const join = { event: 'join', message: { protocol, room: roomCode, name: 'Ana', token } };
    const phone = wires.greeting(join, [transport]);
    await until(() => phone.view, 'the view');
    expect(phone.welcomes).toMatchObject([{ as: 'phone', session }]);
    // Said again, for an answer that was lost, it is the same.
    phone.emit('join', join.message);
    await until(() => phone.welcomes.length === 2, 'the second welcome');
    const back = wires.greeting({ event: 'hello', message: { protocol, as: 'phone', session, token } }, [transport]);
    await until(() => back.view, 'the view after coming back');
    expect(back.welcomes[0]?.player).toBe(phone.welcomes[0]?.player);
    expect((await server.directory.byId(session))!.state.players).toHaveLength(1);
  },
);

test('what comes in the handshake opens no more than a packet would', async () => {
  const { session, hostToken } = await openSession(server);
  const version = () => server.store.find(session).then((record) => record?.version);
  const before = await version();
  const hello = { protocol, as: 'console', session, token: hostToken };
  const refusedOf = async (greeting: unknown) => {
    const wire = wires.greeting(greeting);
    await until(() => wire.refusals.length > 0, `the refusal of ${JSON.stringify(greeting)}`);
    expect(wire.welcomes).toEqual([]);
    return wire.refusals[0]?.code;
  };
  for (const rubbish of [7, 'hello', [], {}, null, { event: 'hello' }, { event: 'hello', message: { ...hello, x: 1 } }])
    expect(await refusedOf(rubbish), JSON.stringify(rubbish)).toBe('malformed');
  expect(await refusedOf({ event: 'hello', message: { ...hello, token } })).toBe('bad-token');
  expect(await refusedOf({ event: 'hello', message: { ...hello, protocol: protocol + 1 } })).toBe('version-mismatch');
  expect(await refusedOf({ event: 'sync', message: { version: 0, sentAt: 0 } })).toBe('not-allowed');
  const command = { seq: 1, id: 'too-early', command: { type: 'lockRoom', locked: true } };
  const wire = wires.greeting({ event: 'command', message: command });
  await until(() => wire.answers[0], 'the answer');
  expect(wire.answers).toMatchObject([{ id: 'too-early', outcome: 'rejected', code: 'not-allowed' }]);
  expect(await version()).toBe(before);
});
