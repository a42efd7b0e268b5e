import { get, type IncomingMessage } from 'node:http';
import type { GameEvent, LaneId } from '@ack-attack/engine';
import { parseArchive, verifyArchive } from '@ack-attack/replay';
import { createMemoryStore } from '@ack-attack/store';
import { afterEach, expect, test } from 'vitest';
import { sha256 } from '../src/runtime/secrets.ts';
import { openSession, startServer, testSettings, until, Wires, type TestServer } from './harness.ts';

let server: TestServer | undefined;
let wires: Wires | undefined;
afterEach(async () => {
  wires?.closeAll();
  await server?.close();
  server = undefined;
});

async function read(session: string, token?: string): Promise<string> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (await fetch(`${server!.url}/api/sessions/${session}/log`, { headers })).text();
}

test('names are told to those who were there, and answers to the host alone', async () => {
  server = await startServer();
  wires = new Wires(server);
  const opened = await openSession(server, testSettings());
  const console = await wires.console(opened);
  await wires.phone(opened, 'Anastasia');
  await console.command({ type: 'startRound' });
  await console.command({ type: 'finishSession' });
  const { session, hostToken, stageToken } = opened;
  const own = `token-of-Anastasia-${'x'.repeat(20)}`;
  for (const token of [hostToken, stageToken, own]) expect(await read(session, token)).toContain('Anastasia');
  for (const token of [undefined, '', 'x', own.toLowerCase()]) {
    const text = await read(session, token);
    expect(text).not.toContain('Anastasia');
    expect(() => verifyArchive(text, sha256)).not.toThrow();
  }
  const types = (text: string) => parseArchive(text).events.map(({ type, at }) => `${at} ${type}`);
  expect(types(await read(session))).toEqual(types(await read(session, hostToken)));
});

test('a log of 24 MB is never whole in memory: it is read on as it is taken', async () => {
  const characters = 4_000;
  const lines = 6_000;
  const store = createMemoryStore();
  const read = store.read.bind(store);
  const reads = { events: 0, passes: 0 };
  store.read = async (id, after, limit) => {
    if (after === 0) Object.assign(reads, { events: 0, passes: reads.passes + 1 });
    const events = await read(id, after, limit);
    reads.events += events.length;
    return events;
  };
  server = await startServer({ store });
  wires = new Wires(server);
  const opened = await openSession(server, testSettings());
  const room = await server.directory.byId(opened.session);
  const event: GameEvent = { type: 'laneRenamed', lane: 'L1' as LaneId, name: 'x'.repeat(characters), at: 0 };
  for (let done = 0; done < lines; done += 500) {
    const { version } = room!.state;
    await store.append(opened.session, version, Array<GameEvent>(500).fill(event));
    await until(() => room!.state.version === version + 500, 'the room to have read on');
  }
  const console = await wires.console(opened);
  await console.command({ type: 'finishSession' });

  const before = reads.passes;
  const address = `${server.url}/api/sessions/${opened.session}/log`;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(address, resolve).on('error', reject);
  });
  let received = 0;
  let ahead = 0;
  let text = '';
  for await (const chunk of response as AsyncIterable<Buffer>) {
    received += chunk.length;
    text += chunk.toString();
    // The server may do what it likes while this reader does something else.
    await fetch(`${server.url}/api/server`);
    ahead = Math.max(ahead, reads.events * characters - received);
  }
  expect(() => verifyArchive(text, sha256)).not.toThrow();
  expect(received).toBeGreaterThan(lines * characters);
  // What lies between is in the buffers of the connection.
  expect(ahead).toBeLessThan((lines * characters) / 2);
  // Once for its hash and once for its lines; then the hash is known.
  expect(reads.passes).toBe(before + 2);
  await (await fetch(address)).text();
  expect(reads.passes).toBe(before + 3);
});
