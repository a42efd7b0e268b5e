import type { Command, PlayerId, SessionState } from '@ack-attack/engine';
import { expect, test } from 'vitest';
import { ReplyCache } from '../src/base/reply-cache.ts';
import { refusalOnArrival, resultInTurn, type Sender } from '../src/room/acceptance.ts';
import { sessionQuotas } from '../src/room/session-quota.ts';
import { host, join, openRoom, serve } from './open-room.ts';

const lock = (seq: number, id?: string) => host(seq, { type: 'lockRoom', locked: true }, id);
const screen = (as: 'stage' | 'console', secret: string): Sender => ({ as, holds: (hash) => hash === secret });
const phone = (secret: string): Sender => ({ as: 'phone', holds: (hash) => hash === secret });

async function stateOf(...names: readonly string[]): Promise<SessionState> {
  const room = await openRoom(serve());
  for (const name of names) await join(room, name);
  room.close();
  return room.state;
}

function turn(state: SessionState, command: Command, change: { replies?: ReplyCache; events?: number } = {}) {
  const { replies = new ReplyCache(), events = sessionQuotas.events } = change;
  const report = (error: unknown) => {
    throw error;
  };
  const limits = { ...sessionQuotas, events };
  return resultInTurn(state, command, undefined, {
    now: state.createdAt + state.at,
    replies,
    limits,
    restMs: 0,
    report,
  });
}

test('each command is for the sender whose secret covers it', async () => {
  const state = await stateOf('Ana', 'Ben');
  const [ana] = state.players;
  const drop = host(1, { type: 'dropPacket', lane: state.lanes[0]?.id, packet: 'p1' } as never);
  const predict: Command = {
    by: 'player',
    player: ana!.id,
    seq: 1,
    id: 'prediction',
    command: { type: 'predict', lost: 0, duplicates: 0 },
  };
  const refused = { outcome: 'rejected', code: 'not-allowed' };
  const cases: [Command, Sender | undefined, boolean][] = [
    [lock(1), screen('console', 'hash-of-host'), true],
    [lock(1), screen('console', 'hash-of-stage'), false],
    [lock(1), screen('stage', 'hash-of-stage'), false],
    [drop, screen('stage', 'hash-of-stage'), true],
    [drop, screen('stage', 'hash-of-host'), false],
    [lock(1), phone('hash-of-Ana'), false],
    [predict, phone('hash-of-Ana'), true],
    [predict, phone('hash-of-Ben'), false],
    [predict, screen('console', 'hash-of-host'), false],
    [{ ...predict, player: 'nobody' as PlayerId }, phone('hash-of-Ana'), false],
    [{ by: 'server', command: { type: 'tick' } }, screen('console', 'hash-of-host'), false],
    [{ by: 'server', command: { type: 'tick' } }, undefined, true],
  ];
  for (const [command, sender, allowed] of cases) {
    expect(refusalOnArrival(state, command, sender), JSON.stringify([command, sender?.as])).toEqual(
      allowed ? undefined : refused,
    );
  }
});

test('the right to a command is asked for before its content', async () => {
  const state = await stateOf();
  const fast = host(1, { type: 'configureRound', settings: { ...state.settings, orderEveryMs: 10 } });
  expect(refusalOnArrival(state, fast, screen('console', 'wrong'))).toMatchObject({ code: 'not-allowed' });
  expect(refusalOnArrival(state, fast, screen('console', 'hash-of-host'))).toMatchObject({ code: 'settings-invalid' });
});

test('a known command gets its first result before limits or rules are asked', async () => {
  let state = await stateOf();
  const accepted = turn(state, lock(1, 'first-one'));
  expect(accepted.outcome).toEqual({ outcome: 'accepted', version: accepted.state.version });
  state = accepted.state;
  // Accepted: the log has it, also where it is full.
  expect(turn(state, lock(1, 'first-one'), { events: 0 })).toMatchObject({
    outcome: { outcome: 'accepted' },
    events: [],
  });
  // Refused: only the replies have it.
  const replies = new ReplyCache();
  const pause = host(2, { type: 'pauseRound' });
  expect(turn(state, pause, { replies }).outcome).toMatchObject({ code: 'wrong-phase' });
  replies.keep('host', 2, 'host-command-2', { outcome: 'rejected', code: 'rate-limited' });
  expect(turn(state, pause, { replies }).outcome).toMatchObject({ code: 'rate-limited' });
  // Another command under a number that was answered.
  expect(turn(state, lock(2, 'other-one'), { replies }).outcome).toMatchObject({ code: 'stale-command' });
});

test('a full log is said before the engine decides', async () => {
  const state = await stateOf();
  const start = host(1, { type: 'startRound' });
  expect(turn(state, start, { events: state.version }).outcome).toMatchObject({ code: 'log-full' });
});
