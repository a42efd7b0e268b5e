import { describe, expect, it } from 'vitest';
import { optionalActions } from '../src/index.ts';
import { L1, settingsWith, Table } from './table.ts';

const copies = (table: Table) => table.lane.copies.map(({ id, place }) => `${id} ${place}`);
const hands = (table: Table) => table.lane.hands.map(({ id }) => id);
const tableWith = (profile: Parameters<typeof settingsWith>[1]) => new Table(settingsWith({}, profile)).start();

describe('permission to act', () => {
  it('ENG-4: a machine does its own role only, and bots only where a bot drives', () => {
    const table = new Table().start().inHand();
    expect(table.refusal(table.bot('P1', { do: 'store', copy: 'k1' }))).toBe('wrong-role');
    expect(table.refusal(table.bot('B1', { do: 'ack', delivery: 'd1' }))).toBe('wrong-role');
    expect(table.refusal(table.bot('C2', { do: 'ack', delivery: 'd1' }))).toBe('unknown-delivery');
    expect(table.refusal(table.bot('X1', { do: 'ack', delivery: 'd1' }))).toBe('unknown-seat');
    const seated = new Table().join('u1', 'u2', 'u3');
    seated.host({ type: 'startRound' });
    expect(seated.refusal(seated.bot('P1', { do: 'giveUp', order: 'o1' }))).toBe('unknown-seat');
  });

  it('ENG-4: a crashed machine does nothing, and an action outside the level is refused', () => {
    const table = new Table().start().inHand();
    table.fault({ kind: 'crash', role: 'broker' }, { forMs: 1_000 });
    expect(table.refusal(table.bot('B1', { do: 'discard', copy: 'k1' }))).toBe('machine-down');
    const bare = new Table(settingsWith({ offered: [] })).start().inHand();
    const attempts = {
      commit: bare.bot('C1', { do: 'commit', delivery: 'd1' }),
      nack: bare.bot('C1', { do: 'nack', delivery: 'd1' }),
      park: bare.bot('B1', { do: 'park', copy: 'k1' }),
      discard: bare.bot('B1', { do: 'discard', copy: 'k1' }),
    };
    for (const name of optionalActions) expect(bare.refusal(attempts[name])).toBe('not-offered');
  });
});

describe('the producer', () => {
  it('ENG-2 ENG-5: sends under a fresh message ID, or under any that it has made, for any of its orders', () => {
    const table = new Table().start({ producers: 2, consumers: 1 });
    for (let i = 0; i < 4; i++) table.order();
    expect(table.send('P1', { do: 'publish', order: 'o1' })).toMatchObject({ message: 'm1' });
    expect(table.send('P1', { do: 'publish', order: 'o1', message: 'm1' })).toMatchObject({ message: 'm1' });
    expect(table.lane.copies.map(({ id, message }) => [id, message])).toEqual([
      ['k1', 'm1'],
      ['k2', 'm1'],
    ]);
    expect(table.send('P1', { do: 'publish', order: 'o1' })).toMatchObject({ message: 'm2' });
    expect(table.send('P1', { do: 'publish', order: 'o3', message: 'm1' })).toMatchObject({
      order: 'o3',
      message: 'm1',
    });
    expect(table.refusal(table.bot('P2', { do: 'publish', order: 'o2', message: 'm1' }))).toBe('unknown-message');
    expect(table.refusal(table.bot('P1', { do: 'publish', order: 'o2' }))).toBe('unknown-order');
    expect(table.lane.copies.map(({ metBefore }) => metBefore)).toEqual([false, true, false, true]);
  });

  it('ENG-6: an order struck from the book is not sent again; one that was confirmed may be sent and struck', () => {
    const table = new Table().start().inHand();
    table.send('B1', { do: 'confirm', copy: 'k1' });
    expect(table.view('P1')?.producer?.orders).toMatchObject({ o1: { confirmedAt: expect.any(Number) } });
    table.send('P1', { do: 'publish', order: 'o1', message: 'm1' });
    table.act('P1', { do: 'giveUp', order: 'o1' });
    expect(table.refusal(table.bot('P1', { do: 'publish', order: 'o1' }))).toBe('unknown-order');
    expect(table.refusal(table.bot('P1', { do: 'giveUp', order: 'o1' }))).toBe('unknown-order');
  });
});

describe('the broker', () => {
  it('ENG-7: stores an inbox copy; with dedup it throws a known message away, even after a crash', () => {
    for (const brokerDedup of [false, true]) {
      const table = tableWith({ brokerDedup }).inHand();
      table.fault({ kind: 'crash', role: 'broker' }, { forMs: 1 });
      table.tick(1);
      table.send('P1', { do: 'publish', order: 'o1', message: 'm1' });
      table.act('B1', { do: 'store', copy: 'k2' });
      expect(copies(table)).toEqual(brokerDedup ? ['k1 ready'] : ['k1 ready', 'k2 ready']);
      expect(table.refusal(table.bot('B1', { do: 'store', copy: 'k1' }))).toBe('wrong-place');
    }
  });

  it('ENG-8: confirms messages that it has or has had, until it crashes; only the first confirm is kept', () => {
    const table = new Table().start().inHand();
    expect(table.refusal(table.bot('B1', { do: 'confirm', copy: 'k2' }))).toBe('unknown-copy');
    table.act('B1', { do: 'discard', copy: 'k1' });
    table.send('B1', { do: 'confirm', copy: 'k1' });
    const at = table.lane.orders[0]?.confirmedAt;
    table.send('B1', { do: 'confirm', copy: 'k1' });
    expect(table.lane.orders[0]?.confirmedAt).toBe(at);
    expect(table.lane.receipts).toMatchObject([{ copy: 'k1', how: 'discarded', confirmed: 2 }]);
    table.fault({ kind: 'crash', role: 'broker' }, { forMs: 1 });
    table.tick(1);
    expect(table.refusal(table.bot('B1', { do: 'confirm', copy: 'k1' }))).toBe('unknown-copy');
  });

  it('ENG-9: delivers inbox and ready copies under a new tag; with auto ack the copy is gone on delivery', () => {
    const table = new Table().start();
    table.order();
    table.send('P1', { do: 'publish', order: 'o1' });
    expect(table.refusal(table.bot('B1', { do: 'deliver', copy: 'k1', to: 'L1.P1' }))).toBe('unknown-seat');
    expect(table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C2' })).toMatchObject({
      tag: 't1',
      redelivered: false,
    });
    expect(table.refusal(table.bot('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' }))).toBe('wrong-place');
    table.act('B1', { do: 'requeue', tag: 't1' });
    expect(table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' })).toMatchObject({
      tag: 't2',
      redelivered: true,
    });
    const auto = tableWith({ ackMode: 'auto' }).inHand();
    expect(copies(auto)).toEqual([]);
    expect(auto.lane.receipts).toMatchObject([{ copy: 'k1', how: 'sent' }]);
    expect(hands(auto)).toEqual(['d1']);
  });

  it('ENG-10: requeue of the current tag puts the copy back where it was; of an older one it does nothing', () => {
    const table = new Table().start();
    table.order();
    table.send('P1', { do: 'publish', order: 'o1' });
    table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
    table.act('B1', { do: 'requeue', tag: 't1' });
    expect(copies(table)).toEqual(['k1 inbox']);
    table.act('B1', { do: 'store', copy: 'k1' });
    table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C2' });
    table.act('B1', { do: 'requeue', tag: 't1' });
    expect(copies(table)).toEqual(['k1 out']);
    table.act('B1', { do: 'requeue', tag: 't2' });
    expect(copies(table)).toEqual(['k1 ready']);
    for (const tag of ['t3', 't0', 'x', '']) {
      expect(table.refusal(table.bot('B1', { do: 'requeue', tag }))).toBe('unknown-tag');
    }
  });

  it('ENG-11: parks a ready or out copy for good, and with that ends its tag', () => {
    const table = new Table().start();
    table.order();
    table.send('P1', { do: 'publish', order: 'o1' });
    expect(table.refusal(table.bot('B1', { do: 'park', copy: 'k1' }))).toBe('wrong-place');
    table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
    table.act('B1', { do: 'park', copy: 'k1' });
    table.send('C1', { do: 'ack', delivery: 'd1' });
    table.act('B1', { do: 'requeue', tag: 't1' });
    table.fault({ kind: 'crash', role: 'broker' }, { forMs: 1 });
    table.tick(1);
    expect(copies(table)).toEqual(['k1 parked']);
    for (const action of [{ do: 'park' }, { do: 'store' }, { do: 'deliver', to: 'L1.C1' }]) {
      expect(table.refusal(table.bot('B1', { ...action, copy: 'k1' }))).toBe('wrong-place');
    }
  });

  it('ENG-12: discards a copy wherever it is', () => {
    for (const steps of [[], ['store'], ['store', 'deliver'], ['store', 'park']]) {
      const table = new Table().start();
      table.order();
      table.send('P1', { do: 'publish', order: 'o1' });
      for (const step of steps) table.act('B1', { do: step, copy: 'k1', to: 'L1.C1' });
      table.act('B1', { do: 'discard', copy: 'k1' });
      expect(copies(table)).toEqual([]);
      expect(table.refusal(table.bot('B1', { do: 'discard', copy: 'k1' }))).toBe('unknown-copy');
    }
  });
});

describe('the consumer', () => {
  const twice = (profile: Parameters<typeof settingsWith>[1], second: 'C1' | 'C2') => {
    const table = tableWith(profile).inHand();
    table.act('B1', { do: 'requeue', tag: 't1' });
    table.send('B1', { do: 'deliver', copy: 'k1', to: `L1.${second}` });
    return table;
  };

  it('ENG-13 ENG-15: check finds records of the lane, or of this consumer alone', () => {
    for (const [dedupLog, says] of [
      ['durable', 'seen'],
      ['volatile', 'new'],
    ] as const) {
      const table = twice({ dedupLog }, 'C2');
      expect(table.act('C2', { do: 'check', delivery: 'd2' })).toMatchObject([{ says: 'new' }]);
      table.act('C1', { do: 'record', delivery: 'd1' });
      expect(table.act('C1', { do: 'check', delivery: 'd1' })).toMatchObject([{ says: 'seen' }]);
      expect(table.act('C2', { do: 'check', delivery: 'd2' })).toMatchObject([{ says }]);
    }
  });

  it('ENG-14: every charge is an effect; with bank keys only the first for the order', () => {
    for (const bankKeys of [false, true]) {
      const table = twice({ bankKeys }, 'C2');
      table.act('C1', { do: 'charge', delivery: 'd1' });
      table.act('C1', { do: 'charge', delivery: 'd1' });
      table.act('C2', { do: 'charge', delivery: 'd2' });
      expect(table.lane.effects.map(({ id, order, consumer }) => [id, order, consumer])).toEqual(
        [
          ['e1', 'o1', 'L1.C1'],
          ['e2', 'o1', 'L1.C1'],
          ['e3', 'o1', 'L1.C2'],
        ].slice(0, bankKeys ? 1 : 3),
      );
      expect(table.view('C1')?.consumer?.hands).toMatchObject({ d1: { charges: 2 } });
    }
  });

  it('ENG-16: commit charges and records in one step, or does nothing where the ID is there', () => {
    const table = twice({}, 'C2');
    expect(table.act('C1', { do: 'commit', delivery: 'd1' })).toMatchObject([{ outcome: 'done', effect: 'e1' }]);
    expect(table.act('C2', { do: 'commit', delivery: 'd2' })).toMatchObject([{ outcome: 'skipped' }]);
    expect(table.lane.effects).toHaveLength(1);
    const keys = twice({ bankKeys: true }, 'C1');
    keys.act('C1', { do: 'charge', delivery: 'd1' });
    expect(keys.act('C1', { do: 'commit', delivery: 'd2' })[0]).not.toHaveProperty('effect');
    expect(keys.act('C1', { do: 'check', delivery: 'd2' })).toMatchObject([{ says: 'seen' }]);
  });

  it('ENG-17: an ack under the current tag deletes the copy; a stale one does nothing, or the same where accepted', () => {
    for (const staleAck of ['ignored', 'accepted'] as const) {
      const table = twice({ staleAck }, 'C2');
      table.send('C1', { do: 'ack', delivery: 'd1' });
      expect(table.lane.answers).toMatchObject([{ tag: 't1', stale: true }]);
      expect(copies(table)).toEqual(staleAck === 'ignored' ? ['k1 out'] : []);
      table.send('C2', { do: 'ack', delivery: 'd2' });
      expect(copies(table)).toEqual([]);
      expect(hands(table)).toEqual(['d1', 'd2']);
    }
  });

  it('ENG-18: a nack under the current tag puts the copy back; a stale one does nothing', () => {
    const table = twice({ staleAck: 'accepted' }, 'C2');
    table.send('C1', { do: 'nack', delivery: 'd1' });
    expect(copies(table)).toEqual(['k1 out']);
    table.send('C2', { do: 'nack', delivery: 'd2' });
    expect(copies(table)).toEqual(['k1 ready']);
    expect(hands(table)).toEqual(['d1', 'd2']);
  });

  it('ENG-19: a dismissed delivery is out of hand, and the broker does not learn of it', () => {
    const table = new Table().start().inHand();
    const broker = table.view('B1');
    table.act('C1', { do: 'dismiss', delivery: 'd1' });
    expect(table.refusal(table.bot('C1', { do: 'ack', delivery: 'd1' }))).toBe('unknown-delivery');
    expect(table.view('B1')).toEqual(broker);
  });

  it('ENG-22: a forgotten ID is new to every log and to the broker', () => {
    const table = tableWith({ brokerDedup: true }).inHand();
    table.act('C1', { do: 'commit', delivery: 'd1' });
    table.host({ type: 'forgetId', lane: L1, message: 'm1' as never });
    expect(table.act('C1', { do: 'check', delivery: 'd1' })).toMatchObject([{ says: 'new' }]);
    table.send('P1', { do: 'publish', order: 'o1', message: 'm1' });
    expect(table.lane.copies.at(-1)?.metBefore).toBe(false);
    table.act('B1', { do: 'store', copy: 'k2' });
    expect(copies(table)).toEqual(['k1 out', 'k2 ready']);
  });
});
