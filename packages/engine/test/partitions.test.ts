import { describe, expect, it } from 'vitest';
import { L1, settingsWith, Table } from './table.ts';

/** A broker with two partitions, and one stored copy for each customer, in order: k1, k2 ... */
function logOf(customers: readonly number[], profile: object = {}): Table {
  const table = new Table(settingsWith({}, { partitions: 2, ackScope: 'cumulative', ...profile })).start();
  for (const [index, customer] of customers.entries()) {
    table.host({ type: 'placeOrder', lane: L1, content: { customer, value: 1 } });
    table.send('P1', { do: 'publish', order: `o${index + 1}` });
    table.act('B1', { do: 'store', copy: `k${index + 1}` });
  }
  return table;
}
const deliver = (table: Table, copy: string, consumer: string) =>
  table.refusal(table.bot('B1', { do: 'deliver', copy, to: `L1.${consumer}` }));
const left = (table: Table) => table.lane.copies.map(({ id, place }) => `${id} ${place}`);

describe('a partitioned log', () => {
  it('ENG-97: appends each customer in order to one partition, and deals partitions out in turn', () => {
    const table = logOf([4, 7, 2, 9, 4]);
    expect(table.lane.copies.map(({ partition, offset }) => [partition, offset])).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
      [0, 2],
    ]);
    expect(table.lane).toMatchObject({ nextOffsets: [3, 2], owners: ['L1.C1', 'L1.C2'] });
    expect(table.view('B1')?.broker).toMatchObject({ owners: ['L1.C1', 'L1.C2'], copies: { k3: { offset: 1 } } });
    expect(new Table().start().lane.owners).toBeUndefined();
  });

  it('ENG-98: is read in order, by its own reader, and only from the log', () => {
    const table = logOf([0, 0, 0, 1]);
    expect(deliver(table, 'k2', 'C1')).toBe('not-next-offset');
    expect(deliver(table, 'k1', 'C2')).toBe('not-next-offset');
    table.order();
    table.send('P1', { do: 'publish', order: 'o5' });
    expect(deliver(table, 'k5', 'C1')).toBe('wrong-place');
    table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
    table.act('B1', { do: 'park', copy: 'k2' });
    table.send('B1', { do: 'deliver', copy: 'k3', to: 'L1.C1' });
    expect(deliver(table, 'k4', 'C2')).toBe('accepted');
  });

  it('ENG-99: one commit covers the records before it in its partition, and nothing else', () => {
    const table = logOf([0, 0, 1, 0, 0, 0]);
    for (const copy of ['k1', 'k2', 'k4']) table.send('B1', { do: 'deliver', copy, to: 'L1.C1' });
    table.act('B1', { do: 'park', copy: 'k1' });
    expect(table.refusal(table.bot('C1', { do: 'nack', delivery: 'd3' }))).toBe('not-offered');
    table.send('C1', { do: 'ack', delivery: 'd3' });
    expect(left(table)).toEqual(['k1 parked', 'k3 ready', 'k5 ready', 'k6 ready']);
    expect(table.lane.receipts.map(({ copy, how }) => [copy, how])).toEqual([
      ['k2', 'acked'],
      ['k4', 'acked'],
    ]);
  });

  it('ENG-99: a commit under an ended tag covers nothing, and single acks cover their own', () => {
    const stale = logOf([0, 0]);
    stale.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
    stale.send('B1', { do: 'deliver', copy: 'k2', to: 'L1.C1' });
    stale.act('B1', { do: 'requeue', tag: 't2' });
    stale.send('C1', { do: 'ack', delivery: 'd2' });
    expect(left(stale)).toEqual(['k1 out', 'k2 ready']);
    const single = logOf([0, 0], { ackScope: 'one' });
    single.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
    single.send('B1', { do: 'deliver', copy: 'k2', to: 'L1.C1' });
    single.send('C1', { do: 'ack', delivery: 'd2' });
    expect(left(single)).toEqual(['k1 out']);
    expect(single.refusal(single.bot('C1', { do: 'nack', delivery: 'd1' }))).toBe('accepted');
  });

  it('ENG-100: a crash reassigns the partitions, and uncommitted records are read again', () => {
    const table = logOf([0, 0, 1]);
    table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
    table.send('B1', { do: 'deliver', copy: 'k3', to: 'L1.C2' });
    const crash = table.fault({ kind: 'crash', seat: 'L1.C1' }, { forMs: 1_000 });
    expect(crash.slice(-2)).toMatchObject([
      { type: 'partitionsAssigned', owners: ['L1.C2', 'L1.C2'] },
      { type: 'channelClosed', consumer: 'L1.C1', reason: 'rebalance' },
    ]);
    expect(left(table)).toEqual(['k1 ready', 'k2 ready', 'k3 out']);
    table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C2' });
    table.tick(1_000);
    // What stays with its reader stays out; what goes home with its partition does not.
    expect(table.lane.owners).toEqual(['L1.C1', 'L1.C2']);
    expect(left(table)).toEqual(['k1 ready', 'k2 ready', 'k3 out']);
  });

  it('ENG-100: no partition is read while no consumer is up', () => {
    const table = logOf([0]);
    table.fault({ kind: 'crash', role: 'consumer' }, { forMs: 1_000 });
    expect(table.lane.owners).toEqual([]);
    expect(deliver(table, 'k1', 'C1')).toBe('not-next-offset');
    table.host({ type: 'healFaults', lane: L1 });
    expect(deliver(table, 'k1', 'C1')).toBe('accepted');
  });
});

describe('an order that cannot be processed', () => {
  const failing = () => {
    const table = new Table().start();
    table.host({ type: 'placeOrder', lane: L1, poison: true });
    table.send('P1', { do: 'publish', order: 'o1' });
    table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
    return table;
  };

  it('ENG-101: has no effect, and its consumer knows that the work failed', () => {
    for (const what of ['charge', 'commit']) {
      const table = failing();
      expect(table.view('C1')?.consumer?.hands).not.toMatchObject({ d1: { failed: true } });
      expect(table.act('C1', { do: what, delivery: 'd1' })).toMatchObject([{ type: 'workFailed', delivery: 'd1' }]);
      expect(table.lane.effects).toEqual([]);
      expect(table.lane.dedupLogs).toEqual([]);
      expect(table.view('C1')?.consumer?.hands).toMatchObject({ d1: { failed: true, charges: 0 } });
    }
  });

  it('ENG-101: is skipped by a commit where its ID is in the log', () => {
    const table = failing();
    table.act('C1', { do: 'record', delivery: 'd1' });
    expect(table.act('C1', { do: 'commit', delivery: 'd1' })).toMatchObject([{ outcome: 'skipped' }]);
  });

  it('ENG-101: comes automatically at the settings’ rate', () => {
    const share = (poisonRate: number) => {
      const table = new Table(settingsWith({ poisonRate, orderEveryMs: 100, roundMs: 40_000 })).start();
      for (let second = 0; second < 30; second++) table.tick(1_000);
      return table.lane.orders.filter(({ poison }) => poison).length / table.lane.orders.length;
    };
    expect([share(0), share(1)]).toEqual([0, 1]);
    expect(share(0.3)).toBeGreaterThan(0.2);
    expect(share(0.3)).toBeLessThan(0.4);
  });

  it('ENG-108: is invisible before it fails', () => {
    const table = failing();
    for (const seat of ['P1', 'B1', 'C1']) expect(JSON.stringify(table.view(seat))).not.toMatch(/poison|failed/);
  });
});

describe('work that takes time', () => {
  const busy = () => new Table(settingsWith({ workMs: { check: 100, charge: 500, record: 200, commit: 700 } })).start();

  it.each([
    ['check', 100],
    ['charge', 500],
    ['record', 200],
    ['commit', 700],
  ])('ENG-102: a machine is busy after a %s', (what, ms) => {
    const table = busy().inHand();
    table.act('C1', { do: what, delivery: 'd1' });
    const until = table.lane.seats.find(({ id }) => id === 'L1.C1')?.busyUntil;
    expect(table.view('C1')?.busyUntil).toBe(until);
    for (const next of ['ack', 'nack', 'dismiss', 'check']) {
      table.now += ms - 1;
      expect(table.refusal(table.bot('C1', { do: next, delivery: 'd1' }))).toBe('machine-busy');
      table.now += 1;
      expect(table.refusal(table.bot('C1', { do: next, delivery: 'd1' }))).toBe('accepted');
      table.now -= ms;
    }
    if (what === 'charge') expect(table.lane.effects).toHaveLength(1);
  });

  it('ENG-102: a failed charge takes its time too, an ack none, and a crash ends all work', () => {
    const table = busy();
    table.host({ type: 'placeOrder', lane: L1, poison: true });
    table.send('P1', { do: 'publish', order: 'o1' });
    table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
    table.send('C1', { do: 'ack', delivery: 'd1' });
    table.act('C1', { do: 'charge', delivery: 'd1' });
    expect(table.refusal(table.bot('C1', { do: 'ack', delivery: 'd1' }))).toBe('machine-busy');
    table.fault({ kind: 'crash', seat: 'L1.C1' }, { forMs: 10 });
    expect(table.lane.seats.every(({ busyUntil }) => busyUntil === undefined)).toBe(true);
  });
});
