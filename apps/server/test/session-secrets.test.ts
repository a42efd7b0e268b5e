import { createMemoryStore } from '@ack-attack/store';
import { afterEach, expect, test } from 'vitest';
import { openSession, startServer, Wires, type TestServer } from './harness.ts';

let server: TestServer | undefined;
let wires: Wires | undefined;
afterEach(async () => {
  wires?.closeAll();
  await server?.close();
});

const reads = ['report', 'report/own', 'moments', 'marks', 'marks/own', 'misconceptions'];

test('a request without the right to a session does not load it', async () => {
  const store = createMemoryStore();
  const first = await startServer({ store });
  const opened = await openSession(first);
  await first.close();
  server = await startServer({ store });
  wires = new Wires(server);
  const status = async (path: string, token?: string, method = 'GET') =>
    (
      await fetch(`${server!.url}/api/sessions/${path}`, {
        method,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      })
    ).status;
  const awake = () => [...server!.directory.rooms].length;
  for (const read of reads) expect(await status(`${opened.session}/${read}`)).toBe(403);
  for (const read of reads.filter((name) => !name.endsWith('own'))) {
    expect(await status(`${opened.session}/${read}`, 'wrong')).toBe(403);
  }
  expect(await status(opened.session, 'wrong', 'DELETE')).toBe(403);
  for (const read of reads) expect(await status(`no-such-session/${read}`, 'wrong')).toBe(404);
  await expect(wires.wire().hello('console', opened.session, 'w'.repeat(32))).rejects.toThrow('bad-token');
  await expect(wires.wire().hello('stage', opened.session, 'w'.repeat(32))).rejects.toThrow('bad-token');
  expect(awake()).toBe(0);
  expect(await status(`${opened.session}/report`, opened.hostToken)).toBe(200);
  expect(await status(`${opened.session}/moments`, opened.stageToken)).toBe(200);
  expect(await status(`${opened.session}/report`, opened.stageToken)).toBe(403);
  expect(awake()).toBe(1);
});
