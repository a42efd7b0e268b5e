import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClaimId, RoomRules } from '@ack-attack/engine';
import {
  protocolVersion,
  type OpenedSession,
  type PhoneView,
  type Refused,
  type StageView,
} from '@ack-attack/protocol';
import { readRedisAddress } from '@ack-attack/store-redis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startRedis, type RedisProcess } from '../../../tests/wire/redis-process.ts';
import { openStore, type OpenedStore } from '../src/storage/open-store.ts';
import { openSession, startServer, testSettings, until, Wires, type TestServer, type Wire } from './harness.ts';

const typed: RoomRules = { naming: 'typed', language: 'en', seating: 'rotate' };
const token = (name: string) => `token-of-${name}-${'x'.repeat(20)}`;
const phone = (wire: Wire) => wire.view as PhoneView;
const claimsOn = (console: Wire) => (console.view as StageView).host?.claims ?? {};
const logger = pino({ level: 'silent' });

let redis: RedisProcess;
let folder: string;
let stores: OpenedStore[];
let servers: TestServer[];
let wires: Wires[];

beforeAll(async () => {
  redis = await startRedis();
  await redis.start();
  folder = await mkdtemp(join(tmpdir(), 'claims-'));
});
afterAll(async () => {
  await redis.remove();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  [stores, servers, wires] = [[], [], []];
});
afterEach(async () => {
  for (const each of wires) each.closeAll();
  for (const server of servers) await server.close();
  for (const { store, peers } of stores) {
    peers?.close();
    await store.close();
  }
});

async function serve(kind: 'SQLite' | 'Redis', options: Parameters<typeof startServer>[0] = {}): Promise<Wires> {
  const address = kind === 'Redis' ? { redis: { address: readRedisAddress(redis.url)!, waitMs: 10_000 } } : {};
  const opened = await openStore({ dataDir: folder, ...address } as Parameters<typeof openStore>[0], logger);
  if ('mistake' in opened) throw new Error(opened.mistake);
  stores.push(opened);
  const { store, peers } = opened;
  servers.push(await startServer({ store, ...(peers ? { peers, now: () => peers.now() } : {}), ...options }));
  wires.push(new Wires(servers.at(-1)!));
  return wires.at(-1)!;
}

/** Asks for the seat of that name and reads the one answer that there is. */
async function ask(at: Wires, { roomCode }: OpenedSession, name: string, secret: string): Promise<Refused | Wire> {
  const wire = at.wire();
  wire.emit('join', { protocol: protocolVersion, room: roomCode, name, token: secret, claim: true });
  const answer = await until(() => wire.refusals.at(-1) ?? (wire.welcomes.length > 0 && wire), `answer to ${secret}`);
  if (answer === wire) await until(() => wire.view, 'the first view');
  return answer;
}

async function settle(console: Wire, grant: boolean): Promise<void> {
  const claim = await until(() => Object.keys(claimsOn(console))[0] as ClaimId | undefined, 'a claim on the console');
  expect(await console.command({ type: 'settleClaim', claim, grant })).toMatchObject({ outcome: 'accepted' });
}

describe.each(['SQLite', 'Redis'] as const)('on %s, a student whose browser forgot everything', (kind) => {
  /** What is asked goes to one server, and the console is at another where there are several. */
  async function room(rules = typed) {
    const [first, second] = [await serve(kind), kind === 'Redis' ? await serve(kind) : wires[0]!];
    const opened = await openSession(servers[0]!, testSettings({ roundMs: 300_000 }), {}, rules);
    return { first, second, opened, console: await second.console(opened) };
  }

  test.each(['lobby', 'playing', 'revealed'])('gets the seat back in %s by the teacher’s hand', async (phase) => {
    const { first, second, opened, console } = await room();
    const old = await first.phone(opened, 'Ana');
    await first.phone(opened, 'Boris');
    if (phase !== 'lobby') await console.command({ type: 'startRound' });
    if (phase === 'revealed') for (const type of ['ringBell', 'revealTruth']) await console.command({ type });
    await until(() => phone(old).phase === phase, phase);
    const before = phone(old);

    const plain = first.wire();
    plain.emit('join', { protocol: protocolVersion, room: opened.roomCode, name: ' ana', token: token('new') });
    const taken = await until(() => plain.refusals.at(-1), 'the refusal');
    expect(taken).toEqual({ code: 'name-taken', suggestion: 'ana 2', claimable: true });

    const waiting = (await ask(first, opened, 'ana', token('new'))) as Refused;
    expect(waiting).toMatchObject({ code: 'claim-waiting', retryAfterMs: 1_000 });
    // Asked at the other server, it is the same claim and not another one.
    expect(await ask(second, opened, 'Ana', token('new'))).toEqual(waiting);
    await until(() => Object.keys(claimsOn(console)).length > 0, 'the claim');
    expect(Object.values(claimsOn(console))).toMatchObject([{ player: before.me.player, number: waiting.claimNumber }]);
    expect(old.refusals).toEqual([]);

    await settle(console, true);
    const back = (await ask(second, opened, 'Ana', token('new'))) as Wire;
    await until(() => phone(back).seat?.id === before.seat?.id, 'the seat');
    expect(phone(back).me).toEqual(before.me);
    expect(await until(() => old.refusals.at(-1), 'the old device to hear of it')).toEqual({
      code: 'seat-handed-over',
    });
    await expect(first.wire().hello('phone', opened.session, token('Ana'))).rejects.toThrow('seat-handed-over');
    await second.wire().hello('phone', opened.session, token('new'));
    await until(() => Object.keys(claimsOn(console)).length === 0, 'the claim to be gone');
    expect(Object.values((console.view as StageView).players).map(({ name }) => name)).toEqual(['Ana', 'Boris']);
    // The secrets are in no view and in no packet.
    const known = [console, back, old].flatMap(({ received }) => received).join('');
    expect(known).not.toContain((await servers[0]!.directory.byId(opened.session))!.state.players[0]!.tokenHash);
  });

  test('takes the seat back from the bot that covers it', async () => {
    const { first, opened, console } = await room();
    const old = await first.phone(opened, 'Ana');
    await console.command({ type: 'startRound' });
    await until(() => phone(old).seat, 'the seat');
    const { seat, me } = phone(old);
    const driver = () =>
      Object.values((console.view as StageView).lanes).find(({ seats }) => seats[seat!.id])?.seats[seat!.id]?.driver;
    old.close();
    await until(() => driver() === 'bot', 'the bot');
    await ask(first, opened, 'Ana', token('new'));
    await settle(console, true);
    const back = (await ask(first, opened, 'Ana', token('new'))) as Wire;
    await until(() => driver() === 'player', 'the bot to give way');
    expect(phone(back).me.player).toBe(me.player);
    const predict = await back.command({ type: 'predict', lost: 0, duplicates: 0 });
    expect(predict).toMatchObject({ outcome: 'rejected', code: 'wrong-phase' });
  });

  test('and a thief stay outside where the teacher says no', async () => {
    const { first, second, opened, console } = await room();
    const old = await first.phone(opened, 'Ana');
    await ask(first, opened, 'Ana', token('thief'));
    await settle(console, false);
    expect(await ask(second, opened, 'Ana', token('thief'))).toEqual({ code: 'claim-refused' });
    expect(await ask(first, opened, 'Ana', token('another'))).toEqual({ code: 'seat-claimed' });
    await expect(first.wire().hello('phone', opened.session, token('thief'))).rejects.toThrow('bad-token');
    expect(old.refusals).toEqual([]);
    await until(() => Object.keys(claimsOn(console)).length === 0, 'no claim on the console');
  });
});

test('a claim that nobody has the right to settle is not settled', async () => {
  const at = await serve('SQLite');
  const opened = await openSession(servers[0]!, testSettings(), {}, typed);
  const [console, stage, boris] = [await at.console(opened), await at.stage(opened), await at.phone(opened, 'Boris')];
  await at.phone(opened, 'Ana');
  await ask(at, opened, 'Ana', token('new'));
  const claim = await until(() => Object.keys(claimsOn(console))[0], 'the claim');
  for (const wire of [stage, boris]) {
    expect(await wire.command({ type: 'settleClaim', claim, grant: true })).toMatchObject({ code: 'not-allowed' });
    expect(JSON.stringify(wire.view)).not.toContain(claim);
  }
  expect(await ask(at, opened, 'Ana', token('new'))).toMatchObject({ code: 'claim-waiting' });
});

test('a locked or full room says that the seat can be claimed, and lets the student claim it', async () => {
  const at = await serve('SQLite');
  const opened = await openSession(servers[0]!, testSettings(), {}, typed);
  const console = await at.console(opened);
  await at.phone(opened, 'Ana');
  await console.command({ type: 'lockRoom', locked: true });
  const joining = async (name: string) => {
    const wire = at.wire();
    wire.emit('join', { protocol: protocolVersion, room: opened.roomCode, name, token: token('new') });
    return until(() => wire.refusals.at(-1), 'a refusal');
  };
  expect(await joining('Ana')).toEqual({ code: 'room-locked', claimable: true });
  expect(await joining('Boris')).toEqual({ code: 'room-locked' });
  expect(await ask(at, opened, 'Boris', token('new'))).toEqual({ code: 'unknown-player' });
  await ask(at, opened, 'Ana', token('new'));
  await settle(console, true);
  expect(phone((await ask(at, opened, 'Ana', token('new'))) as Wire).me.name).toBe('Ana');
});

test('claims from one network, and to one session, are counted; a waiting device may ask for the result', async () => {
  const at = await serve('SQLite', { claims: { perNetwork: 2, perSession: 3 }, trustedProxies: () => true });
  const opened = await openSession(servers[0]!, testSettings(), {}, typed);
  for (const name of ['Ana', 'Boris', 'Chen', 'Dora', 'Emil']) await at.phone(opened, name);
  const from = async (address: string, name: string) => {
    const wire = at.wire(['websocket'], { 'x-forwarded-for': address });
    const message = {
      protocol: protocolVersion,
      room: opened.roomCode,
      name,
      token: token(`new ${name}`),
      claim: true,
    };
    wire.emit('join', message);
    return (await until(() => wire.refusals.at(-1), 'a refusal')).code;
  };
  expect(await from('198.51.100.1', 'Ana')).toBe('claim-waiting');
  expect(await from('198.51.100.1', 'Boris')).toBe('claim-waiting');
  expect(await from('198.51.100.1', 'Chen')).toBe('rate-limited');
  expect(await from('198.51.100.1', 'Ana')).toBe('claim-waiting');
  expect(await from('203.0.113.5', 'Chen')).toBe('claim-waiting');
  expect(await from('203.0.113.5', 'Dora')).toBe('rate-limited');
});
