import { describe, expect, it } from 'vitest';
import { nextDueAt, sessionLimits, type Command, type HostCommand, type PlayerId } from '../src/index.ts';
import { epoch, settingsWith, Table } from './table.ts';

const host = (connected: boolean) => ({ type: 'setHostConnected', connected }) as const;
const u1 = 'u1' as PlayerId;

describe('a host who is away', () => {
  it('ENG-120: pauses the round after 15 s without a console, once, with the cause in the log', () => {
    const table = new Table(settingsWith({ roundMs: 120_000 })).join('u1');
    table.server(host(true));
    table.host({ type: 'startRound' });
    table.tick(20_000);
    table.server(host(false));
    expect(table.tick(14_999)).toEqual([]);
    expect(table.tick(5_001)).toEqual([{ type: 'roundPaused', cause: 'host-away', at: 35_000 }]);
    expect(table.state).toMatchObject({ phase: 'paused', pauseCause: 'host-away', clock: { stoppedAt: 35_000 } });
    expect(table.tick(600_000)).toEqual([]);
    expect(table.state.clock.stoppedAt).toBe(35_000);
  });

  it('ENG-120: a host that was never connected, or is back in time, pauses nothing', () => {
    const alone = new Table(settingsWith({ roundMs: 120_000 }));
    alone.host({ type: 'startRound' });
    alone.tick(60_000);
    expect(alone.state.phase).toBe('playing');
    const table = new Table(settingsWith({ roundMs: 120_000 }));
    table.server(host(true));
    table.host({ type: 'startRound' });
    for (let times = 0; times < 3; times++) {
      table.server(host(false));
      table.tick(14_000);
      table.server(host(true));
      table.tick(2_000);
    }
    expect(table.state.phase).toBe('playing');
  });

  it('ENG-120: the 15 s restart when a round starts, and outside a round there are none', () => {
    const table = new Table();
    table.server(host(true));
    table.server(host(false));
    expect(nextDueAt(table.state)).toBeUndefined();
    table.tick(60_000);
    table.host({ type: 'startRound' });
    table.tick(14_999);
    expect(table.state.phase).toBe('playing');
    expect(table.tick(1)).toMatchObject([{ type: 'roundPaused', cause: 'host-away' }]);
    table.host({ type: 'resumeRound' });
    expect(table.state.pauseCause).toBeUndefined();
    table.tick(14_999);
    expect(table.state.phase).toBe('playing');
    expect(table.tick(1)).toMatchObject([{ type: 'roundPaused', cause: 'host-away' }]);
    table.host({ type: 'ringBell' });
    expect(table.state.pauseCause).toBeUndefined();
  });

  it('ENG-121: the round goes on when the host is back, with the time that was left', () => {
    const table = new Table(settingsWith({ roundMs: 60_000 }));
    table.server(host(true));
    table.host({ type: 'startRound' });
    table.server(host(false));
    table.tick(15_000);
    table.tick(100_000);
    expect(table.server(host(true))).toMatchObject([
      { type: 'hostConnected' },
      { type: 'roundResumed', cause: 'host-back', at: 115_000 },
    ]);
    expect(table.tick(44_999)).toEqual([]);
    expect(table.tick(1)).toMatchObject([{ type: 'bellRang' }]);
  });

  it('ENG-121: a pause that the host asked for stays', () => {
    const table = new Table();
    table.server(host(true));
    table.host({ type: 'startRound' });
    table.host({ type: 'pauseRound' });
    table.server(host(false));
    table.tick(60_000);
    expect(table.server(host(true))).toMatchObject([{ type: 'hostConnected' }]);
    expect(table.state.phase).toBe('paused');
  });
});

describe('several consoles', () => {
  const from = (device: string, seq: number, id: string, command: HostCommand): Command => ({
    by: 'host',
    device,
    seq,
    id,
    command,
  });
  const lock = { type: 'lockRoom', locked: true } as const;

  it('ENG-20: each console numbers its own commands, and a repeat is recognised at each', () => {
    const table = new Table();
    table.accept(from('laptop', 1, 'a', lock));
    table.accept(from('laptop', 2, 'b', lock));
    table.accept(from('phone', 1, 'c', lock));
    expect(table.submit(from('laptop', 2, 'b', lock)).outcome).toBe('repeated');
    expect(table.submit(from('phone', 1, 'c', lock)).outcome).toBe('repeated');
    expect(table.refusal(from('phone', 1, 'd', lock))).toBe('stale-command');
    expect(table.refusal(from('laptop', 1, 'a', lock))).toBe('stale-command');
    expect(table.refusal({ by: 'host', seq: 1, id: 'a', command: lock })).toBe('accepted');
    const accepted = table.log.filter(({ type }) => type === 'commandAccepted');
    expect(accepted).toMatchObject([{ device: 'laptop' }, { device: 'laptop' }, { device: 'phone' }]);
  });

  it('ENG-20: no console is forgotten: one more than can be remembered is refused', () => {
    const table = new Table();
    const repeated = (number: number) => table.submit(from(`c${number}`, 1, 'x', lock)).outcome;
    for (let number = 0; number < sessionLimits.consoles; number++) table.accept(from(`c${number}`, 1, 'x', lock));
    expect(Array.from({ length: sessionLimits.consoles }, (_, number) => repeated(number))).toEqual(
      Array.from({ length: sessionLimits.consoles }, () => 'repeated'),
    );
    expect(table.refusal(from('one more', 1, 'x', lock))).toBe('too-many-consoles');
    table.accept(from('c1', 2, 'y', lock));
    expect(table.state.consoles).toHaveLength(sessionLimits.consoles);
    expect(repeated(0)).toBe('repeated');
  });
});

describe('a ban', () => {
  it('ENG-122: removes the player and keeps the device out under any name, until it is taken back', () => {
    const table = new Table().join('u1', 'u2', 'u3');
    table.host({ type: 'startRound' });
    table.host({ type: 'removePlayer', player: u1, ban: true });
    expect(table.state.players.map(({ id }) => id)).toEqual(['u2', 'u3']);
    expect(table.lane.seats[0]).toMatchObject({ driver: 'bot' });
    const again = (player: string) =>
      ({
        by: 'server',
        command: { type: 'joinSession', player: player as PlayerId, name: 'somebody else', tokenHash: 'secret of u1' },
      }) as const;
    expect(table.refusal(again('u9'))).toBe('banned');
    expect(table.state.banned).toEqual([{ id: 'u1', name: 'name u1', tokenHash: 'secret of u1' }]);
    expect(table.refusal(table.asHost({ type: 'unbanPlayer', player: 'u2' as PlayerId }))).toBe('unknown-player');
    table.host({ type: 'unbanPlayer', player: u1 });
    expect(table.refusal(again('u9'))).toBe('accepted');
  });

  it('ENG-122: a removal without a ban lets the device join again', () => {
    const table = new Table().join('u1');
    table.host({ type: 'removePlayer', player: u1 });
    table.join('u1');
    expect(table.state.banned).toEqual([]);
  });
});

it('ENG-51: the pause for an absent host has its own time, however late a server looks', () => {
  const table = new Table(settingsWith({ roundMs: 300_000 }));
  table.server(host(true));
  table.host({ type: 'startRound' });
  table.server(host(false));
  table.now = epoch + 60_000;
  expect(table.tick()).toEqual([{ type: 'roundPaused', cause: 'host-away', at: 15_000 }]);
});
