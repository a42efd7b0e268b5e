import { describe, expect, it } from 'vitest';
import { clockAt, gameTime, nextDueAt, type GameEvent, type SessionState } from '../src/index.ts';
import { epoch, L1, settingsWith, Table } from './table.ts';

const busy = settingsWith({ roundMs: 20_000, predictMs: 5_000, orderEveryMs: 700, travelMs: [50, 900] });
const game = (state: SessionState) => gameTime(state, state.at);

/** The same play every 500 ms, seen through a clock that looks as often as `looks` says. */
function playThrough(looks: (table: Table, until: number) => void): readonly GameEvent[] {
  const table = new Table(busy, 9).join('u1');
  table.host({ type: 'startRound' });
  table.server({ type: 'setPlayerConnected', player: 'u1' as never, connected: false });
  for (let at = 500; at <= 30_000; at += 500) {
    looks(table, epoch + at);
    table.now = epoch + at;
    table.tick();
    if (at === 11_000) table.fault({ kind: 'drop', leg: 'publish' }, { rate: 0.5, forMs: 4_321 });
    if (at === 13_000) table.fault({ kind: 'crash', role: 'broker' }, { forMs: 1_234 });
    for (const { id, role } of table.lane.seats) {
      const seat = id.slice(3);
      const order = table.lane.orders.find(({ sendings }) => sendings.length === 0);
      const copy = table.lane.copies.find(({ place }) => place === 'inbox');
      if (role === 'producer' && order) table.submit(table.bot(seat, { do: 'publish', order: order.id }));
      if (role === 'broker' && copy) table.submit(table.bot(seat, { do: 'deliver', copy: copy.id, to: 'L1.C1' }));
    }
  }
  return table.log;
}

describe('a due event', () => {
  it('ENG-50 ENG-52: happens at its own time, however often a server looks', () => {
    const often = playThrough((table, until) => {
      for (table.now -= table.now % 7; table.now + 7 < until;) table.tick(7);
    });
    const due = playThrough((table, until) => {
      for (let next = nextDueAt(table.state); next !== undefined && next < until; next = nextDueAt(table.state)) {
        table.now = next;
        table.tick();
      }
    });
    const seldom = playThrough(() => {});
    expect(often).toEqual(due);
    expect(seldom).toEqual(due);
    const types = new Set(due.map(({ type }) => type));
    for (const type of [
      'packetArrived',
      'packetDropped',
      'seatCovered',
      'machineRestarted',
      'bellRang',
      'truthRevealed',
    ]) {
      expect(types, type).toContain(type);
    }
  });

  it('ENG-50: comes before the command that finds it', () => {
    const table = new Table().start();
    table.order();
    table.act('P1', { do: 'publish', order: 'o1' });
    table.now += 5_000;
    const events = table.act('B1', { do: 'store', copy: 'k1' });
    expect(events.map(({ type, at }) => [type, at])).toEqual([
      ['packetArrived', 100],
      ['copyStored', 5_000],
    ]);
  });

  it('ENG-51: a clock that goes back counts as the time of the newest event', () => {
    const table = new Table().start();
    table.tick(1_000);
    table.order();
    for (const now of [epoch, 0, -1e15, NaN, Infinity, -Infinity]) {
      table.now = now;
      expect(table.host({ type: 'lockRoom', locked: false }).at(-1)?.at).toBe(1_000);
      expect(clockAt(table.state, now).at).toBe(1_000);
    }
  });

  it('ENG-57: two things due together happen in the order in which they came up, and the bell is last', () => {
    const table = new Table(settingsWith({ roundMs: 10_000, travelMs: [500, 500] })).start();
    table.order();
    table.now = epoch + 9_500;
    for (let i = 0; i < 3; i++) table.act('P1', { do: 'publish', order: 'o1' });
    expect(table.tick(500).map((event) => ('packet' in event ? event.packet : event.type))).toEqual([
      'p1',
      'p2',
      'p3',
      'bellRang',
    ]);
  });

  it('ENG-56: orders come at random around their mean, in turn to the producers, and stop before the bell', () => {
    const table = new Table(settingsWith({ roundMs: 60_000, orderEveryMs: 1_000 }), 3).start({
      producers: 2,
      consumers: 1,
    });
    for (let at = 0; at < 60_000; at += 1_000) table.tick(1_000);
    const placed = table.lane.orders.map(({ placedAt }) => placedAt);
    const gaps = placed.slice(1).map((at, index) => at - (placed[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(600);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1_400);
    expect(placed.at(-1)).toBeLessThanOrEqual(52_000);
    expect(placed.length).toBeGreaterThan(40);
    expect(table.lane.orders.slice(0, 3).map(({ producer }) => producer)).toEqual(['L1.P1', 'L1.P2', 'L1.P1']);
  });

  it('ENG-86: a lane that has had all its orders gets no more, and goes on', () => {
    const table = new Table(settingsWith({ roundMs: 600_000, orderEveryMs: 1 })).start();
    for (let i = 0; i < 8; i++) table.tick(1_000);
    expect(table.lane.orders).toHaveLength(2_000);
    expect(table.refusal(table.asHost({ type: 'placeOrder', lane: L1 }))).toBe('limit-reached');
    table.host({ type: 'ringBell' });
    expect(table.state.phase).toBe('predicting');
  });
});

describe('the clock', () => {
  it('ENG-53: stands still while no server ran the session, but not in a quiet while', () => {
    const table = new Table(settingsWith({ roundMs: 60_000 })).start();
    table.tick(30_000);
    expect(game({ ...table.state, at: 30_000 })).toBe(30_000);
    table.order();
    table.act('P1', { do: 'publish', order: 'o1' });
    table.now += 20_000;
    expect(table.tick().map((event) => [event.type, event.at])).toEqual([
      ['clockHeld', 50_000],
      ['packetArrived', 50_000],
    ]);
    expect(table.lane.copies[0]?.arrivedAt).toBe(30_100);
    expect(clockAt(table.state, table.now).game).toBe(30_100);
    expect(nextDueAt(table.state)).toBe(epoch + 60_000 + 19_900);
  });

  it('ENG-54: a pause stops game time, packets, orders and faults, and only the host acts', () => {
    const table = new Table(settingsWith({ roundMs: 60_000 })).start();
    table.order();
    table.act('P1', { do: 'publish', order: 'o1' });
    table.fault({ kind: 'crash', seat: 'L1.C1' }, { forMs: 3_000 });
    table.tick(40);
    table.host({ type: 'pauseRound' });
    expect(nextDueAt(table.state)).toBeUndefined();
    expect(table.tick(1_000_000)).toEqual([]);
    expect(clockAt(table.state, table.now).game).toBe(40);
    expect(table.refusal(table.bot('P1', { do: 'giveUp', order: 'o1' }))).toBe('wrong-phase');
    table.fault({ kind: 'delay', leg: 'ack', delayMs: 5 }, { forMs: 1_000 });
    table.host({ type: 'resumeRound' });
    expect(nextDueAt(table.state)).toBe(table.now + 60);
    table.tick(60);
    expect(table.lane.copies).toMatchObject([{ arrivedAt: 100 }]);
    expect(table.lane.faults.map(({ until }) => until)).toEqual([3_000, 1_040]);
    expect(table.tick(940).map(({ type }) => type)).toEqual(['faultEnded']);
    expect(table.state.clock.bellAt).toBe(60_000);
  });

  it('ENG-55: a round is extended while it is played or paused, up to the longest', () => {
    const table = new Table(settingsWith({ roundMs: 10_000 })).start();
    table.host({ type: 'extendRound', byMs: 5_000 });
    table.tick(3_000);
    table.host({ type: 'pauseRound' });
    table.host({ type: 'extendRound', byMs: 1_000 });
    table.tick(7_000);
    table.host({ type: 'resumeRound' });
    expect(nextDueAt(table.state)).toBe(epoch + 23_000);
    for (const byMs of [0, -1, 0.5, NaN, 3_600_000]) {
      expect(table.refusal(table.asHost({ type: 'extendRound', byMs }))).toBe('settings-invalid');
    }
    expect(table.tick(13_000).map(({ type }) => type)).toEqual(['bellRang']);
    expect(table.refusal(table.asHost({ type: 'extendRound', byMs: 5 }))).toBe('wrong-phase');
  });
});
