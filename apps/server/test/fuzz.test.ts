import { rejectionCodes } from '@ack-attack/engine';
import { protocolVersion, wireCodes, wireLimits, type ClientEvents } from '@ack-attack/protocol';
import { hostCommandMessage } from '@ack-attack/protocol/schema';
import type { Socket } from 'socket.io-client';
import { afterEach, expect, test } from 'vitest';
import type { Wire } from './harness.ts';
import { openSession, startServer, testSettings, until, Wires, type TestServer } from './harness.ts';

let server: TestServer | undefined;
let wires: Wires | undefined;
afterEach(async () => {
  wires?.closeAll();
  await server?.close();
});

/** The same numbers each time, so that a failure comes again. */
function dice(seed: number) {
  let state = seed;
  const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 0x1_0000_0000;
  return {
    below: (limit: number) => Math.floor(next() * limit),
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T,
  };
}
type Dice = ReturnType<typeof dice>;

const junk: readonly unknown[] = [
  null,
  undefined,
  true,
  0,
  -1,
  1.5,
  1e308,
  '',
  'x',
  '\u0000\u202e\ud800',
  'a'.repeat(3_000),
  [],
  {},
  [[[[[]]]]],
  JSON.parse('{"__proto__":{"polluted":true}}'),
  JSON.parse('{"constructor":{"prototype":{"polluted":true}}}'),
  Buffer.from([1, 2, 3, 255]),
  { type: 'startRound' },
];

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { value };
  return value;
}

/** The value with one thing in it replaced, removed or added. */
function mutate(value: unknown, roll: Dice): unknown {
  if (typeof value !== 'object' || value === null || roll.below(4) === 0) return roll.pick(junk);
  const entries = Object.entries(value);
  const [key, old] = entries[roll.below(Math.max(1, entries.length))] ?? ['key', 1];
  const copy: Record<string, unknown> = { ...(value as object) };
  switch (roll.below(4)) {
    case 0:
      delete copy[key];
      return copy;
    case 1:
      return Object.assign(copy, { [roll.pick(['__proto__x', 'toString', 'constructor', 'extra'])]: roll.pick(junk) });
    default:
      return Object.assign(copy, { [key]: mutate(old, roll) });
  }
}

const events = ['join', 'hello', 'command', 'sync', 'view', 'error', 'message', '__proto__', ''] as const;

const endless: ReadonlySet<string> = new Set(['0/admin,', '1/admin,']);
const notPackets = [
  ...endless,
  '9',
  '2[',
  '2["command"',
  '{}',
  '2["disconnect",{}]',
  '2{"a":1}',
  '5999999-["command"]',
];

test('10,000 packets of rubbish change nothing and stop nothing', async () => {
  let now = Date.now();
  // Each packet brings the clock forward, so that most of them get past the rate limit.
  server = await startServer({ now: () => now });
  wires = new Wires(server);
  const [room, calm] = [await openSession(server), await openSession(server, testSettings({ roundMs: 3_600_000 }))];
  const calmHost = await wires.console(calm);
  const calmPhone = await wires.phone(calm, 'Calm');
  await wires.phone(room, 'Ana');
  const target = (await server.directory.byId(room.session))!;
  const before = target.state;
  const roll = dice(20_261_123);
  const all: Wire[] = [];
  const answersSeen: string[] = [];

  // The token of a phone that never joined; everything else as a client would send it.
  const valid: { [E in keyof ClientEvents]: () => unknown } = {
    join: () => ({ protocol: protocolVersion, room: room.roomCode, name: 'Mallory', token: 'm'.repeat(32) }),
    hello: () => ({ protocol: protocolVersion, as: 'console', session: room.session, token: room.hostToken }),
    command: () => ({
      seq: 1 + roll.below(9),
      id: `fuzz-${roll.below(1_000)}`,
      command: roll.pick([
        { type: 'lockRoom', locked: true },
        { type: 'configureRound', settings: testSettings() },
        { type: 'injectFault', lane: 'all', what: { kind: 'drop', leg: 'ack' }, span: { next: 3 } },
        { type: 'act', action: { do: 'ack', delivery: 'd1' } },
        { type: 'predict', lost: 1, duplicates: 2 },
      ]),
    }),
    sync: () => ({ version: roll.below(50), sentAt: 1 }),
  };

  const sides = ['stranger', 'stage', 'console'] as const;
  async function fresh(side: (typeof sides)[number]): Promise<Wire> {
    const wire = wires!.wire();
    all.push(wire);
    await until(() => wire.socket.connected, 'a connection');
    if (side === 'stage') await wire.hello('stage', room.session, room.stageToken);
    if (side === 'console') await wire.hello('console', room.session, room.hostToken);
    return wire;
  }

  // A console's presence is a fact of its own; it is there before the count starts and stays.
  const anchor = await fresh('console');
  await until(() => target.state.hostConnected, 'the host');
  const started = target.state;
  const live: Record<(typeof sides)[number], Wire> = {
    stranger: await fresh('stranger'),
    stage: await fresh('stage'),
    console: await fresh('console'),
  };

  for (let packet = 0; packet < 10_000; packet++) {
    now += 55;
    const side = roll.pick(sides);
    if (!live[side].socket.connected) live[side] = await fresh(side);
    const wire = live[side];
    const kind = roll.below(100);
    if (kind < 60) {
      const event = roll.pick(['join', 'hello', 'command', 'sync'] as const);
      let payload = mutate(valid[event](), roll);
      // What is still right by chance would rightly be done; a stranger may join and a console may command.
      if (event === 'join' || (event === 'hello' && side === 'stranger'))
        payload = { ...(payload as object), extra: 1 };
      if (side === 'console' && hostCommandMessage.safeParse(payload).success) payload = null;
      wire.emit(event, payload);
    } else if (kind < 80) {
      wire.emit(roll.pick(events), ...Array.from({ length: roll.below(4) }, () => roll.pick(junk)));
    } else if (kind < 90) {
      wire.emit(roll.pick(events), nested(1 + roll.below(600)));
    } else if (kind < 97) {
      wire.emit('command', valid.command(), () => answersSeen.push('callback'));
    } else if (kind < 98) {
      wire.emit('command', {
        seq: 1,
        id: 'too-large',
        command: 'x'.repeat(wireLimits.packetBytes + roll.below(50_000)),
      });
      await until(() => !wire.socket.connected, 'the end after a packet that is too large');
    } else {
      // Below Socket.IO: text that is no packet at all, or one that no client would send.
      const text = roll.pick(notPackets);
      (wire.socket as unknown as Socket).io.engine.write(text);
      if (!endless.has(text)) await until(() => !wire.socket.connected, `the end after ${text}`);
    }
    if (packet % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const replies = () => all.reduce((sum, wire) => sum + wire.received.length, 0);
  for (const side of sides) {
    if (!live[side].socket.connected) continue;
    const before = live[side].received.length;
    live[side].emit('hello', { done: true });
    await until(() => live[side].received.slice(before).length > 0 && live[side].refusals.length > 0, 'the last reply');
  }
  // Packets were looked at and answered; the others ended their connection or came after its end.
  expect(replies()).toBeGreaterThan(8_000);

  // The room's own client still gets through.
  anchor.emit('sync', { version: 0, sentAt: packetDone });
  await until(() => anchor.received.some((text) => text.includes(`"sentAt":${packetDone}`)), 'the anchor');
  const { version, players, phase, locked, settings } = target.state;
  expect({ players, phase, locked, settings }).toEqual({
    players: started.players,
    phase: before.phase,
    locked: before.locked,
    settings: before.settings,
  });
  expect(version).toBe(started.version);
  expect(all.flatMap((wire) => wire.answers).filter(({ outcome }) => outcome === 'accepted')).toEqual([]);
  const codes = new Set<string>([...wireCodes, ...rejectionCodes]);
  const seen = new Set(
    all.flatMap((wire) => [
      ...wire.refusals.map(({ code }) => code as string),
      ...wire.answers.flatMap((answer) => (answer.outcome === 'rejected' ? [answer.code as string] : [])),
    ]),
  );
  expect([...seen].filter((code) => !codes.has(code))).toEqual([]);
  expect(seen).toContain('malformed');
  expect(seen).toContain('not-allowed');
  expect(seen).not.toContain('internal');
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  // The other room never noticed.
  expect(calmPhone.socket.connected && calmHost.socket.connected).toBe(true);
  expect(await calmHost.command({ type: 'startRound' })).toMatchObject({ outcome: 'accepted' });
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

const packetDone = 4_242;

test('an oversized packet ends its own connection and no other', async () => {
  server = await startServer();
  wires = new Wires(server);
  const room = await openSession(server);
  const host = await wires.console(room);
  const phone = await wires.phone(room, 'Ana');
  phone.emit('command', { seq: 1, id: 'too-large', command: 'x'.repeat(wireLimits.packetBytes) });
  await until(() => !phone.socket.connected, 'the end of the connection');
  expect(await host.command({ type: 'lockRoom', locked: true })).toMatchObject({ outcome: 'accepted' });
  const again = await wires.phone(room, 'Ana');
  expect(again.welcomes[0]?.player).toBe(phone.welcomes[0]?.player);
});

test('more packets than a person can make are refused, and soon welcome again', async () => {
  let now = Date.now();
  server = await startServer({ now: () => now });
  wires = new Wires(server);
  const room = await openSession(server);
  const host = await wires.console(room);
  for (let packet = 0; packet < 80; packet++)
    host.emit('command', { seq: packet + 1, id: `flood-${packet}`, command: {} });
  await until(() => host.answers.length === 80, '80 answers');
  const limited = host.answers.filter((answer) => 'code' in answer && answer.code === 'rate-limited');
  // Hello was one packet of the burst.
  expect(limited).toHaveLength(80 - (wireLimits.packetBurst - 1));
  now += 1_000;
  expect(await host.command({ type: 'lockRoom', locked: true })).toMatchObject({ outcome: 'accepted' });
});

test('a socket that never authenticates is closed', async () => {
  const timers: { run: () => void; delayMs: number }[] = [];
  server = await startServer({
    schedule: (run, delayMs) => {
      timers.push({ run, delayMs });
      return () => {};
    },
  });
  wires = new Wires(server);
  const wire = wires.wire();
  await until(() => wire.socket.connected, 'a connection');
  const deadline = await until(() => timers.find(({ delayMs }) => delayMs === 10_000), 'the deadline');
  deadline.run();
  await until(() => !wire.socket.connected, 'the end of the connection');
});
