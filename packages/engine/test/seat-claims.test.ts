import { describe, expect, it } from 'vitest';
import {
  claimLimits,
  claimNumber,
  evolveAll,
  emptySession,
  openClaims,
  playerNamed,
  type ClaimId,
  type PlayerId,
  type ServerCommand,
} from '../src/index.ts';
import { settingsWith, Table } from './table.ts';

const u1 = 'u1' as PlayerId;
const u2 = 'u2' as PlayerId;
const c1 = 'c1' as ClaimId;

const claiming = (claim: string, tokenHash = `secret of ${claim}`, player = u1): ServerCommand => ({
  type: 'claimSeat',
  player,
  claim: claim as ClaimId,
  tokenHash,
});
const refusal = (table: Table, command: ServerCommand) => table.refusal({ by: 'server', command });
const open = ({ state, now }: Table) => openClaims(state, now - state.createdAt).map(({ id }) => id);

function settle(table: Table, claim: string, grant: boolean) {
  return table.host({ type: 'settleClaim', claim: claim as ClaimId, grant });
}

describe('a claim to a seat', () => {
  it.each(['lobby', 'playing', 'predicting', 'revealed'])('ENG-160: is granted by the host in %s', (phase) => {
    const table = new Table(settingsWith({ roundMs: 60_000 })).join('u1', 'u2', 'u3');
    if (phase !== 'lobby') table.host({ type: 'startRound' });
    if (phase === 'predicting' || phase === 'revealed') table.host({ type: 'ringBell' });
    if (phase === 'revealed') table.host({ type: 'revealTruth' });
    expect(table.state.phase).toBe(phase);
    table.server(claiming('c1'));
    expect(settle(table, 'c1', true).slice(1)).toMatchObject([
      { type: 'playerDisconnected', player: 'u1' },
      { type: 'seatHandedOver', player: 'u1', tokenHash: 'secret of c1' },
    ]);
    const [owner] = table.state.players;
    expect(owner).toMatchObject({ id: 'u1', name: 'name u1', tokenHash: 'secret of c1', connected: false });
    expect(owner?.formerHash).toBe('secret of u1');
    expect(table.state.players).toHaveLength(3);
    expect(open(table)).toEqual([]);
    expect(evolveAll(emptySession, table.log)).toEqual(table.state);
  });

  it('ENG-160: gives nothing away before it is granted, and nothing where it is refused', () => {
    const table = new Table().join('u1');
    const before = table.state.players;
    table.server(claiming('c1'));
    expect(table.state.players).toBe(before);
    settle(table, 'c1', false);
    expect(table.state.players).toBe(before);
    expect(table.refusal(table.asHost({ type: 'settleClaim', claim: c1, grant: true }))).toBe('unknown-claim');
  });

  it('ENG-160: a bot that covers the seat gives way to the device that was let in', () => {
    const table = new Table(settingsWith({ roundMs: 60_000 })).join('u1');
    table.host({ type: 'startRound' });
    table.server({ type: 'setPlayerConnected', player: u1, connected: false });
    table.tick(10_000);
    expect(table.lane.seats.find(({ player }) => player === u1)?.driver).toBe('bot');
    table.server(claiming('c1'));
    // Nobody was connected who could be cut off.
    expect(settle(table, 'c1', true).slice(1)).toMatchObject([{ type: 'seatHandedOver' }]);
    table.server({ type: 'setPlayerConnected', player: u1, connected: true, via: 'new' });
    expect(table.lane.seats.find(({ player }) => player === u1)?.driver).toBe('player');
  });

  it('ENG-160: the old secret is no longer the player', () => {
    const table = new Table().join('u1');
    table.server(claiming('c1'));
    settle(table, 'c1', true);
    const joining = (tokenHash: string) =>
      refusal(table, { type: 'joinSession', player: 'u9' as PlayerId, name: 'New', tokenHash });
    expect(joining('secret of c1')).toBe('already-joined');
    expect(joining('secret of u1')).toBe('accepted');
  });

  it('ENG-161: asks once under one secret, and one seat is asked for by one device at a time', () => {
    const table = new Table().join('u1', 'u2');
    table.server(claiming('c1', 'new'));
    expect(table.server(claiming('c2', 'new'))).toEqual([]);
    expect(refusal(table, claiming('c3', 'thief'))).toBe('seat-claimed');
    // Who named the wrong seat names the right one.
    table.server(claiming('c4', 'new', u2));
    expect(open(table)).toEqual(['c4']);
    expect(refusal(table, claiming('c5', 'secret of u2'))).toBe('already-joined');
    expect(refusal(table, claiming('c5', 'x', 'u7' as PlayerId))).toBe('unknown-player');
  });

  it('ENG-161: ends after three minutes, for good under its secret', () => {
    const table = new Table().join('u1');
    table.server(claiming('c1', 'new'));
    table.tick(claimLimits.openMs - 1);
    expect(open(table)).toEqual(['c1']);
    table.tick(1);
    expect(open(table)).toEqual([]);
    expect(table.refusal(table.asHost({ type: 'settleClaim', claim: c1, grant: true }))).toBe('unknown-claim');
    expect(refusal(table, claiming('c2', 'new'))).toBe('claim-refused');
    table.server(claiming('c3', 'newer'));
    expect(open(table)).toEqual(['c3']);
  });

  it('ENG-161: a seat rests after a refusal, and its device is not asked about again', () => {
    const table = new Table().join('u1');
    table.server(claiming('c1', 'thief'));
    settle(table, 'c1', false);
    expect(refusal(table, claiming('c2', 'thief'))).toBe('claim-refused');
    expect(refusal(table, claiming('c2', 'another'))).toBe('seat-claimed');
    table.tick(claimLimits.restMs);
    expect(refusal(table, claiming('c2', 'thief'))).toBe('claim-refused');
    expect(refusal(table, claiming('c2', 'another'))).toBe('accepted');
  });

  it('ENG-161: no more than ten wait for the host, and no more than sixty are remembered', () => {
    const players = Array.from({ length: 20 }, (_, index) => `u${index + 1}`);
    const table = new Table().join(...players);
    const claim = (round: number, index: number) =>
      claiming(`c${round}.${index}`, `device ${round}.${index}`, `u${index + 1}` as PlayerId);
    for (let round = 0; round < 10; round++) {
      for (let index = 0; index < claimLimits.open; index++) table.server(claim(round, index));
      expect(refusal(table, claim(round, claimLimits.open))).toBe('seat-claimed');
      table.tick(claimLimits.openMs);
    }
    expect(table.state.claims).toHaveLength(claimLimits.kept);
  });

  it('ENG-161: goes with its player, and with no other', () => {
    const table = new Table().join('u1', 'u2');
    table.server(claiming('c1', 'a', u1));
    table.server(claiming('c2', 'b', u2));
    table.host({ type: 'removePlayer', player: u1 });
    expect(open(table)).toEqual(['c2']);
  });

  it('ENG-161: is not for a banned device, for sessions without a host, nor for one that is over', () => {
    const table = new Table().join('u1', 'u2');
    table.host({ type: 'removePlayer', player: u2, ban: true });
    expect(refusal(table, claiming('c1', 'secret of u2'))).toBe('banned');
    // Who is in already needs no room.
    table.host({ type: 'lockRoom', locked: true });
    expect(refusal(table, claiming('c1'))).toBe('accepted');
    table.host({ type: 'finishSession' });
    expect(refusal(table, claiming('c1'))).toBe('wrong-phase');
    const solo = new Table(settingsWith(), 1, { solo: { role: 'producer', rounds: 1 } }).join('u1');
    expect(refusal(solo, claiming('c1'))).toBe('not-offered');
  });

  it('ENG-162: shows one number on both screens, of two digits', () => {
    const { state } = new Table();
    const numbers = Array.from({ length: 200 }, (_, index) => claimNumber(state, `c${index}` as ClaimId));
    expect(claimNumber(state, c1)).toBe(claimNumber(state, c1));
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(99);
    expect(new Set(numbers).size).toBeGreaterThan(50);
  });

  it('ENG-162: finds the seat by its name as a class reads it', () => {
    const { state } = new Table().join('u1', 'u2');
    expect(playerNamed(state, ' NAME  U2 ')?.id).toBe('u2');
    expect(playerNamed(state, 'name u3')).toBeUndefined();
    expect(playerNamed(state, '\u200b')).toBeUndefined();
  });

  it('ENG-163: the server hands a seat over at the word of a host without an open console', () => {
    const table = new Table(settingsWith(), 1, {
      homework: { title: 'At home', rounds: 1, attempts: 2, sameOrders: true },
    }).join('u1', 'u2');
    table.server({ type: 'handOverSeat', player: u1, tokenHash: 'newly made' });
    expect(table.state.players[0]).toMatchObject({ id: 'u1', tokenHash: 'newly made' });
    expect(refusal(table, { type: 'handOverSeat', player: 'u9' as PlayerId, tokenHash: 'x' })).toBe('unknown-player');
  });
});
