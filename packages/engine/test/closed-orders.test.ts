import { describe, expect, it } from 'vitest';
import { naivePolicies, type BrokerPolicy, type ConsumerPolicy, type RoundSettings } from '../src/index.ts';
import { settingsWith, Table } from './table.ts';

const none = { done: 0, late: 0, duplicated: 0, duplicatedLate: 0, duplicates: 0, lost: 0, lostSilently: 0 };

/** A producer, a broker and a consumer on autopilot; u2 owns the broker, u3 the consumer. */
function piloted(settings: Partial<RoundSettings> = {}): Table {
  const table = new Table(settingsWith({ autopilot: true, ...settings })).join('u1', 'u2', 'u3');
  table.host({ type: 'startRound' });
  setBroker(table, { ackMode: 'manual' });
  return table;
}

function setBroker(table: Table, policy: Partial<BrokerPolicy>): void {
  const now = table.lane.seats.find(({ role }) => role === 'broker')?.policy;
  const next = { ...naivePolicies.broker, ...now, ...policy } as BrokerPolicy;
  table.accept(table.asPlayer('u2', { type: 'setPolicy', policy: next }));
}

const open = ({ lane }: Table) => lane.orders.map(({ id }) => id);
const order = (table: Table, number: number) => {
  table.order();
  table.send('P1', { do: 'publish', order: `o${number}` });
  table.act('B1', { do: 'store', copy: `k${number}` });
};
const confirm = (table: Table, copy: string) => table.send('B1', { do: 'confirm', copy });
const deliver = (table: Table, copy: string) => table.send('B1', { do: 'deliver', copy, to: 'L1.C1' });
const ack = (table: Table, delivery: string) => table.send('C1', { do: 'ack', delivery });
const dismiss = (table: Table, delivery: string) => table.act('C1', { do: 'dismiss', delivery });
const charge = (table: Table, delivery: string) => table.act('C1', { do: 'charge', delivery });

/** The order is confirmed, delivered, worked on and let go. */
function finish(table: Table, number: number, work: () => void): void {
  confirm(table, `k${number}`);
  deliver(table, `k${number}`);
  work();
  ack(table, `d${number}`);
  dismiss(table, `d${number}`);
}

describe('an order on autopilot', () => {
  it('ENG-110: closes with its last packet, copy or memory', () => {
    const table = piloted();
    order(table, 1);
    order(table, 2);
    deliver(table, 'k1');
    charge(table, 'd1');
    confirm(table, 'k1');
    expect(open(table)).toEqual(['o1', 'o2']);
    dismiss(table, 'd1');
    expect(table.lane.copies.map(({ id }) => id)).toEqual(['k1', 'k2']);
    table.act('B1', { do: 'requeue', tag: 't1' });
    deliver(table, 'k1');
    table.act('C1', { do: 'ack', delivery: 'd2' });
    dismiss(table, 'd2');
    expect(open(table)).toEqual(['o1', 'o2']);
    table.settle();
    expect(open(table)).toEqual(['o2']);
    expect(table.lane).toMatchObject({ closed: { ...none, done: 1 }, effects: [], counts: { orders: 2, effects: 1 } });
  });

  it('ENG-110: takes its message IDs along, but not those that an open order has too', () => {
    const table = piloted();
    const policy: ConsumerPolicy = { ...naivePolicies.consumer, log: 'durable' };
    table.accept(table.asPlayer('u3', { type: 'setPolicy', policy }));
    order(table, 1);
    table.order();
    table.send('P1', { do: 'publish', order: 'o2', message: 'm1' });
    const work = () => table.act('C1', { do: 'record', delivery: 'd1' });
    finish(table, 1, work);
    const known = ({ lane }: Table) => [lane.metIds, lane.storedIds, lane.dedupLogs[0]?.ids].map((ids) => ids?.length);
    expect(open(table)).toEqual(['o2']);
    expect(known(table)).toEqual([1, 1, 1]);
    table.order();
    table.act('P1', { do: 'giveUp', order: 'o2' });
    expect(open(table)).toEqual(['o2', 'o3']);
    table.act('B1', { do: 'discard', copy: 'k2' });
    expect(open(table)).toEqual(['o3']);
    expect(known(table)).toEqual([0, 0, 0]);
  });

  it('ENG-110: is counted by how it ended', () => {
    const table = piloted({ freshMs: 1_000 });
    const ends: (() => void)[] = [
      () => charge(table, 'd1'),
      () => {
        table.tick(2_000);
        charge(table, 'd2');
      },
      () => {
        charge(table, 'd3');
        charge(table, 'd3');
        charge(table, 'd3');
      },
      () => {
        table.tick(2_000);
        charge(table, 'd4');
        charge(table, 'd4');
      },
      () => undefined,
    ];
    for (const [index, work] of ends.entries()) {
      order(table, index + 1);
      finish(table, index + 1, work);
    }
    table.order();
    table.act('P1', { do: 'giveUp', order: 'o6' });
    expect(open(table)).toEqual(['o6']);
    table.order();
    expect(open(table)).toEqual(['o7']);
    expect(table.lane.closed).toEqual({
      done: 1,
      late: 1,
      duplicated: 2,
      duplicatedLate: 1,
      duplicates: 3,
      lost: 1,
      lostSilently: 1,
    });
    expect(table.lane.counts).toMatchObject({ orders: 7, effects: 7 });
  });

  it('ENG-110: is unknown from then on, and so are its IDs', () => {
    const table = piloted();
    order(table, 1);
    order(table, 2);
    finish(table, 1, () => charge(table, 'd1'));
    expect(open(table)).toEqual(['o2']);
    expect(table.refusal(table.bot('P1', { do: 'publish', order: 'o1' }))).toBe('unknown-order');
    expect(table.refusal(table.bot('P1', { do: 'publish', order: 'o2', message: 'm1' }))).toBe('unknown-message');
    expect(table.refusal(table.bot('B1', { do: 'confirm', copy: 'k1' }))).toBe('unknown-copy');
  });

  it('ENG-110: stays while a copy of it is parked, and closes when a crash takes the last of it', () => {
    const table = piloted();
    order(table, 1);
    table.order();
    table.send('P1', { do: 'publish', order: 'o2' });
    order(table, 3);
    confirm(table, 'k1');
    table.act('B1', { do: 'park', copy: 'k1' });
    confirm(table, 'k2');
    expect(open(table)).toEqual(['o1', 'o2', 'o3']);
    table.fault({ kind: 'crash', role: 'broker' }, { forMs: 1_000 });
    expect(open(table)).toEqual(['o1', 'o3']);
    expect(table.lane.closed).toEqual({ ...none, lostSilently: 1 });
  });

  it('ENG-110: one commit closes all that it covers', () => {
    const table = new Table(
      settingsWith({ autopilot: true }, { partitions: 1, ackScope: 'cumulative', ackMode: 'manual' }),
    ).join('u1', 'u2', 'u3');
    table.host({ type: 'startRound' });
    setBroker(table, { ackMode: 'manual' });
    for (const number of [1, 2, 3]) {
      order(table, number);
      confirm(table, `k${number}`);
    }
    for (const number of [1, 2]) {
      deliver(table, `k${number}`);
      if (number === 1) dismiss(table, 'd1');
    }
    table.act('C1', { do: 'ack', delivery: 'd2' });
    dismiss(table, 'd2');
    expect(open(table)).toEqual(['o1', 'o2', 'o3']);
    table.settle();
    expect(open(table)).toEqual(['o3']);
  });

  it('ENG-110: never closes where people act', () => {
    const table = new Table().start({ producers: 1, consumers: 1 });
    order(table, 1);
    order(table, 2);
    finish(table, 1, () => charge(table, 'd1'));
    expect(open(table)).toEqual(['o1', 'o2']);
    expect(table.lane).not.toHaveProperty('closed');
    expect(table.refusal(table.bot('P1', { do: 'publish', order: 'o1', message: 'm1' }))).toBe('accepted');
  });
});

describe('a broker on autopilot', () => {
  const receipts = ({ lane }: Table) => lane.receipts.map(({ copy }) => copy);

  it('ENG-111: keeps a receipt until it is confirmed, and none of a message it threw away', () => {
    const table = piloted();
    setBroker(table, { ackMode: 'auto' });
    for (const number of [1, 2, 3]) order(table, number);
    deliver(table, 'k1');
    confirm(table, 'k2');
    deliver(table, 'k2');
    table.act('B1', { do: 'discard', copy: 'k3' });
    expect(receipts(table)).toEqual(['k1']);
    table.act('B1', { do: 'confirm', copy: 'k1' });
    expect(receipts(table)).toEqual([]);
  });

  it('ENG-111: keeps none while it never confirms', () => {
    const table = piloted();
    setBroker(table, { ackMode: 'auto' });
    order(table, 1);
    deliver(table, 'k1');
    expect(receipts(table)).toEqual(['k1']);
    setBroker(table, { confirm: 'never' });
    expect(receipts(table)).toEqual([]);
    order(table, 2);
    deliver(table, 'k2');
    expect(receipts(table)).toEqual([]);
  });
});

it('ENG-112: a producer on autopilot sees its unfinished orders', () => {
  const table = piloted();
  for (const number of [1, 2, 3]) order(table, number);
  const seen = () => Object.keys(table.view('P1')?.producer?.orders ?? {});
  expect(seen()).toEqual(['o1', 'o2', 'o3']);
  confirm(table, 'k1');
  table.act('P1', { do: 'giveUp', order: 'o2' });
  expect(open(table)).toEqual(['o1', 'o2', 'o3']);
  expect(seen()).toEqual(['o3']);
});
