import { describe, expect, it } from 'vitest';
import type { GameEvent } from '../src/index.ts';
import { settingsWith, Table } from './table.ts';

const tableWith = (profile: object, settings: object = {}) => new Table(settingsWith(settings, profile));
const copy = (table: Table, id = 'k1') => table.lane.copies.find((candidate) => candidate.id === id);
const types = (events: readonly GameEvent[]) => events.map(({ type }) => type);

describe('the visibility clock', () => {
  it('ENG-90: returns a copy that has been out for the time, and no sooner', () => {
    const table = tableWith({ visibilityMs: 1_000 }).start().inHand();
    expect(table.tick(899)).toEqual([]);
    expect(copy(table)).toMatchObject({ place: 'out' });
    const [event] = table.tick(1);
    expect(event).toMatchObject({ type: 'tagExpired', tag: 't1', at: table.state.at });
    expect(copy(table)).toMatchObject({ place: 'ready', durable: true, sent: 1 });
    expect(copy(table)?.current).toBeUndefined();
    table.send('C1', { do: 'ack', delivery: 'd1' });
    expect(copy(table)).toBeDefined();
    expect(table.lane.answers).toMatchObject([{ tag: 't1', stale: true }]);
  });

  it('ENG-90: where tags outlast visibility, one that ran out acks its copy until the copy is delivered again', () => {
    const rules = { visibilityMs: 1_000, tagOutlastsVisibility: true };
    const late = tableWith(rules).start().inHand();
    late.tick(900);
    late.send('C1', { do: 'ack', delivery: 'd1' });
    expect(late.lane.answers).toMatchObject([{ tag: 't1', stale: false }]);
    expect(copy(late)).toBeUndefined();

    const again = tableWith(rules).start().inHand();
    again.tick(900);
    again.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C2' });
    again.send('C1', { do: 'ack', delivery: 'd1' });
    expect(again.lane.answers).toMatchObject([{ tag: 't1', stale: true }]);
    expect(copy(again)?.place).toBe('out');
    again.send('C2', { do: 'nack', delivery: 'd2' });
    again.send('C1', { do: 'ack', delivery: 'd1' });
    expect(copy(again)?.place).toBe('ready');
  });

  it('ENG-90: returns a copy in memory to the inbox, and restarts with each delivery', () => {
    const table = tableWith({ visibilityMs: 300 }).start();
    table.order();
    table.send('P1', { do: 'publish', order: 'o1' });
    table.act('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
    expect(types(table.tick(250))).toEqual(['packetArrived']);
    expect(types(table.tick(50))).toEqual(['tagExpired']);
    expect(copy(table)).toMatchObject({ place: 'inbox', durable: false });
    table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C2' });
    expect(copy(table)?.current).toMatchObject({ tag: 't2', to: 'L1.C2' });
    expect(types(table.tick(200))).toEqual(['tagExpired']);
  });

  it('ENG-90: stands while the round is paused', () => {
    const table = tableWith({ visibilityMs: 1_000 }).start().inHand();
    table.host({ type: 'pauseRound' });
    expect(table.tick(5_000)).toEqual([]);
    table.host({ type: 'resumeRound' });
    expect(types(table.tick(900))).toEqual(['tagExpired']);
  });
});

describe('windows', () => {
  it('ENG-91: an ID leaves the log of all, or of one, that long after it was first written', () => {
    for (const [dedupLog, from] of [
      ['durable', 'lane'],
      ['volatile', 'L1.C1'],
    ] as const) {
      const table = tableWith({ dedupLog, dedupWindowMs: 2_000 }).start().inHand();
      table.act('C1', { do: 'record', delivery: 'd1' });
      table.tick(1_500);
      table.act('C1', { do: 'record', delivery: 'd1' });
      expect(table.act('C1', { do: 'check', delivery: 'd1' })).toMatchObject([{ says: 'seen' }]);
      expect(table.tick(500)).toMatchObject([{ type: 'idForgotten', message: 'm1', from }]);
      expect(table.act('C1', { do: 'check', delivery: 'd1' })).toMatchObject([{ says: 'new' }]);
      expect(table.lane.storedIds).toHaveLength(1);
    }
  });

  it('ENG-91: the broker stores an ID again after its own window, and the logs keep theirs', () => {
    const table = tableWith({ brokerDedup: true, brokerDedupWindowMs: 1_000 }).start().inHand();
    table.act('C1', { do: 'record', delivery: 'd1' });
    table.send('P1', { do: 'publish', order: 'o1', message: 'm1' });
    expect(types(table.act('B1', { do: 'store', copy: 'k2' }))).toEqual(['copyDeduplicated']);
    expect(table.tick(800)).toMatchObject([{ type: 'idForgotten', message: 'm1', from: 'broker' }]);
    table.send('P1', { do: 'publish', order: 'o1', message: 'm1' });
    expect(copy(table, 'k3')?.metBefore).toBe(false);
    expect(types(table.act('B1', { do: 'store', copy: 'k3' }))).toEqual(['copyStored']);
    expect(table.act('C1', { do: 'check', delivery: 'd1' })).toMatchObject([{ says: 'seen' }]);
  });
});

describe('the delivery limit', () => {
  /** Delivers k1 to C1 for the second time, and lets it come back in a way that `how` names. */
  const secondReturn = (how: string) => {
    const settings = { deliveryLimit: 2, requeueOnCrash: true, ...(how === 'expiry' ? { visibilityMs: 500 } : {}) };
    const table = tableWith(settings).start().inHand();
    table.act('B1', { do: 'requeue', tag: 't1' });
    expect(copy(table)?.place).toBe('ready');
    table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
    const before = table.log.length;
    if (how === 'requeue') table.act('B1', { do: 'requeue', tag: 't2' });
    if (how === 'nack') table.send('C1', { do: 'nack', delivery: 'd2' });
    if (how === 'expiry') table.tick(500);
    if (how === 'crash') table.fault({ kind: 'crash', seat: 'L1.C1' }, { forMs: 100 });
    return { table, happened: types(table.log.slice(before)) };
  };

  it.each([
    ['requeue', 'tagReleased'],
    ['nack', 'packetArrived'],
    ['expiry', 'tagExpired'],
    ['crash', 'channelClosed'],
  ])('ENG-92: parks what comes back by %s after its last delivery', (how, cause) => {
    const { table, happened } = secondReturn(how);
    expect(happened.slice(-2)).toEqual([cause, 'copyDeadLettered']);
    expect(copy(table)).toMatchObject({ place: 'parked', durable: true, sent: 2 });
    expect(copy(table)?.current).toBeUndefined();
  });

  it('ENG-92: where expiry does not count, only the other returns reach the limit', () => {
    const table = tableWith({ deliveryLimit: 2, visibilityMs: 500, expiryCounts: false }).start().inHand();
    expect(types(table.tick(400))).toEqual(['tagExpired']);
    for (const tag of ['t2', 't3']) {
      table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
      table.act('B1', { do: 'requeue', tag });
    }
    expect(copy(table)).toMatchObject({ place: 'parked', sent: 3 });
    expect(table.view('B1')?.broker?.copies['k1' as never]).toMatchObject({ sent: 3, counted: 2 });
  });

  it('ENG-92: leaves copies alone that did not come back', () => {
    const table = tableWith({ deliveryLimit: 1 }).start().inHand();
    expect(types(table.act('B1', { do: 'requeue', tag: 't1' }))).toEqual(['tagReleased', 'copyDeadLettered']);
    expect(types(table.act('B1', { do: 'requeue', tag: 't1' }))).toEqual(['tagReleased']);
  });
});

describe('channels', () => {
  const twoOut = (profile: object) => {
    const table = tableWith(profile).start().inHand();
    table.order();
    table.send('P1', { do: 'publish', order: 'o2' });
    table.act('B1', { do: 'store', copy: 'k2' });
    return table;
  };

  it('ENG-93: no more is out to one consumer than the prefetch says', () => {
    const table = twoOut({ prefetch: 1 });
    expect(table.refusal(table.bot('B1', { do: 'deliver', copy: 'k2', to: 'L1.C1' }))).toBe('prefetch-full');
    expect(table.refusal(table.bot('B1', { do: 'deliver', copy: 'k2', to: 'L1.C2' }))).toBe('accepted');
    table.send('C1', { do: 'ack', delivery: 'd1' });
    expect(table.refusal(table.bot('B1', { do: 'deliver', copy: 'k2', to: 'L1.C1' }))).toBe('accepted');
  });

  it('ENG-94: a crash returns the copies out to that consumer, and its restart those sent in vain', () => {
    const table = twoOut({ requeueOnCrash: true });
    table.send('B1', { do: 'deliver', copy: 'k2', to: 'L1.C2' });
    const crash = table.fault({ kind: 'crash', seat: 'L1.C1' }, { forMs: 1_000 });
    expect(crash.at(-1)).toMatchObject({ type: 'channelClosed', consumer: 'L1.C1', reason: 'crash' });
    expect([copy(table)?.place, copy(table, 'k2')?.place]).toEqual(['ready', 'out']);
    table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
    expect(types(table.tick(1_000))).toEqual(['faultEnded', 'machineRestarted', 'channelClosed']);
    expect(copy(table)?.place).toBe('ready');
    const deaf = twoOut({});
    deaf.fault({ kind: 'crash', seat: 'L1.C1' }, { forMs: 1_000 });
    expect(copy(deaf)?.place).toBe('out');
  });

  it('ENG-95: answering one tag twice takes back all that is out to that consumer', () => {
    const table = twoOut({ doubleAck: 'closes-channel' });
    table.send('B1', { do: 'deliver', copy: 'k2', to: 'L1.C1' });
    table.send('C1', { do: 'ack', delivery: 'd1' });
    expect(copy(table, 'k2')?.place).toBe('out');
    table.send('C1', { do: 'nack', delivery: 'd1' });
    expect(table.log.at(-1)).toMatchObject({ type: 'channelClosed', consumer: 'L1.C1', reason: 'double-ack' });
    expect(copy(table, 'k2')?.place).toBe('ready');
    expect(JSON.stringify(table.view('B1')?.broker?.answers)).not.toContain('step');
  });

  it('ENG-95: a network duplicate of an answer is one answer, whichever copy comes first', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const table = new Table(settingsWith({ travelMs: [10, 900] }, { doubleAck: 'closes-channel' }), seed).start();
      table.inHand();
      table.fault({ kind: 'duplicate', leg: 'ack' });
      table.send('C1', { do: 'ack', delivery: 'd1' });
      expect(table.lane.answers).toHaveLength(2);
      expect(types(table.log)).not.toContain('channelClosed');
    }
  });

  it('ENG-96: a delivery is doubled with no fault at all, at the rate that the profile says', () => {
    const twins = (rate: number) => {
      const table = tableWith({ spontaneousDuplicateRate: rate }).start();
      for (let number = 1; number <= 60; number++) {
        table.order();
        table.send('P1', { do: 'publish', order: `o${number}` });
        table.send('B1', { do: 'deliver', copy: `k${number}`, to: 'L1.C1' });
      }
      expect(table.lane.counts.sent).toBe(60);
      expect(table.lane.copies).toHaveLength(60);
      return table.lane.hands.filter(({ id }) => id.endsWith('~2')).length;
    };
    expect([twins(0), twins(1)]).toEqual([0, 60]);
    expect(twins(0.3)).toBeGreaterThan(8);
    expect(twins(0.3)).toBeLessThan(30);
  });
});
