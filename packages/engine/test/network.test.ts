import { describe, expect, it } from 'vitest';
import { legs, nextDueAt, type PacketId } from '../src/index.ts';
import { epoch, L1, settingsWith, Table } from './table.ts';

const packets = (table: Table) => table.lane.packets.map(({ id, arrivesAt }) => [id, arrivesAt]);
const orders = (count: number, table = new Table().start()) => {
  for (let i = 0; i < count; i++) table.order();
  return table;
};

describe('the way', () => {
  it('ENG-30: a packet travels for a time between the bounds, the same for the same seed', () => {
    const times = (seed: number) => {
      const table = orders(30, new Table(settingsWith({ travelMs: [100, 900] }), seed).start());
      for (let i = 1; i <= 30; i++) table.act('P1', { do: 'publish', order: `o${i}` });
      return table.lane.packets.map(({ sentAt, arrivesAt }) => arrivesAt - sentAt);
    };
    expect(times(5)).toEqual(times(5));
    expect(times(6)).not.toEqual(times(5));
    expect(Math.min(...times(5))).toBeGreaterThanOrEqual(100);
    expect(Math.max(...times(5))).toBeLessThanOrEqual(900);
    expect(new Set(times(5)).size).toBeGreaterThan(15);
  });

  it('ENG-31 ENG-35: a drop loses the next packet of its leg only, and shows it half way', () => {
    for (const leg of legs) {
      const table = new Table().start();
      table.fault({ kind: 'drop', leg });
      table.order();
      table.send('P1', { do: 'publish', order: 'o1' });
      if (leg === 'publish') table.send('P1', { do: 'publish', order: 'o1' });
      table.send('B1', { do: 'confirm', copy: 'k1' });
      table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
      if (leg === 'deliver') {
        table.act('B1', { do: 'requeue', tag: 't1' });
        table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
      }
      table.send('C1', { do: 'ack', delivery: leg === 'deliver' ? 'd2' : 'd1' });
      expect(table.lane.drops.map((drop) => [drop.leg, drop.at - drop.sentAt])).toEqual([[leg, 50]]);
      expect(table.lane.faults).toEqual([]);
    }
  });

  it('ENG-31: a partition loses the packets of its link in both directions, and of no other link', () => {
    const table = orders(1);
    table.send('P1', { do: 'publish', order: 'o1' });
    table.fault({ kind: 'partition', link: 'producer-broker' }, { forMs: 10_000 });
    table.send('B1', { do: 'confirm', copy: 'k1' });
    table.send('P1', { do: 'publish', order: 'o1' });
    table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
    table.send('C1', { do: 'nack', delivery: 'd1' });
    expect(table.lane.drops.map(({ leg }) => leg)).toEqual(['confirm', 'publish']);
    expect(table.lane.copies).toMatchObject([{ id: 'k1', place: 'inbox' }]);
  });

  it('ENG-32: delays add up, and a delayed packet is overtaken', () => {
    const table = orders(2);
    table.fault({ kind: 'delay', leg: 'publish', delayMs: 1_000 });
    table.fault({ kind: 'delay', leg: 'publish', delayMs: 500 });
    table.act('P1', { do: 'publish', order: 'o1' });
    table.act('P1', { do: 'publish', order: 'o2' });
    expect(packets(table)).toEqual([
      ['p1', 1_600],
      ['p2', 100],
    ]);
    table.settle();
    expect(table.lane.copies.map(({ order }) => order)).toEqual(['o2', 'o1']);
  });

  it('ENG-164: a reorder reverses its next packets, and no others on the way', () => {
    const table = orders(5);
    table.fault({ kind: 'reorder', leg: 'publish' }, { next: 3 });
    table.fault({ kind: 'reorder', leg: 'publish' }, { next: 2 });
    for (let i = 1; i <= 5; i++) table.act('P1', { do: 'publish', order: `o${i}` });
    expect(table.lane.faults).toEqual([]);
    table.settle();
    expect(table.lane.copies.map(({ order }) => order)).toEqual(['o3', 'o5', 'o2', 'o4', 'o1']);
  });

  it('ENG-164: healing releases the packets that a reorder holds, and lost ones were not held', () => {
    const table = orders(3);
    table.fault({ kind: 'reorder', leg: 'publish' }, { next: 9 });
    table.act('P1', { do: 'publish', order: 'o1' });
    table.fault({ kind: 'drop', leg: 'publish' });
    table.act('P1', { do: 'publish', order: 'o2' });
    table.fault({ kind: 'duplicate', leg: 'publish' });
    table.act('P1', { do: 'publish', order: 'o3' });
    expect(packets(table).map(([, arrivesAt]) => arrivesAt)).toEqual([60_100, 100, 60_100, 60_100]);
    table.host({ type: 'healFaults', lane: L1 });
    expect(packets(table).map(([, arrivesAt]) => arrivesAt)).toEqual([300, 100, 200, 100]);
    table.settle();
    expect(table.lane.copies.map(({ order }) => order)).toEqual(['o3', 'o3', 'o1']);
    expect(table.lane.drops).toMatchObject([{ at: 50 }]);
  });

  it('ENG-164: a packet that too few follow arrives after a minute', () => {
    const table = orders(1, new Table(settingsWith({ roundMs: 120_000 })).start());
    table.fault({ kind: 'reorder', leg: 'publish' }, { next: 2 });
    table.send('P1', { do: 'publish', order: 'o1' });
    expect(table.lane.copies).toMatchObject([{ order: 'o1', arrivedAt: 60_100 }]);
  });

  it('ENG-3: the broker numbers copies in the order of their arrival', () => {
    const table = orders(2);
    table.fault({ kind: 'delay', leg: 'publish', delayMs: 500 });
    table.act('P1', { do: 'publish', order: 'o1' });
    table.act('P1', { do: 'publish', order: 'o2' });
    table.settle();
    expect(table.log.flatMap((event) => (event.type === 'packetArrived' ? [[event.packet, event.copy]] : []))).toEqual([
      ['p2', 'k1'],
      ['p1', 'k2'],
    ]);
    expect(table.lane.copies.map(({ id, order }) => [id, order])).toEqual([
      ['k1', 'o2'],
      ['k2', 'o1'],
    ]);
  });

  it('ENG-3 ENG-33: a duplicate sends a twin that no drop touches and no fault pays for; two in hand have one tag', () => {
    const table = orders(1);
    table.fault({ kind: 'duplicate', leg: 'publish' });
    table.fault({ kind: 'drop', leg: 'publish' }, { next: 2 });
    table.send('P1', { do: 'publish', order: 'o1' });
    expect(table.lane.copies.map(({ id, message }) => [id, message])).toEqual([['k1', 'm1']]);
    expect(table.lane.faults).toMatchObject([{ what: { kind: 'drop' }, left: 1 }]);
    expect(table.lane.counts).toMatchObject({ published: 1, packets: 2, dropped: 1 });
    table.fault({ kind: 'duplicate', leg: 'deliver' });
    table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
    expect(table.lane.hands.map(({ id, tag }) => [id, tag])).toEqual([
      ['d1', 't1'],
      ['d1~2', 't1'],
    ]);
    expect(table.lane.counts).toMatchObject({ sent: 1, delivered: 2 });
  });

  it('ENG-31 ENG-33: a cut lets the twin through no more than the first', () => {
    const table = orders(1);
    table.send('P1', { do: 'publish', order: 'o1' });
    for (const [leg, link] of [
      ['publish', 'producer-broker'],
      ['deliver', 'broker-consumer'],
    ] as const) {
      table.fault({ kind: 'duplicate', leg });
      table.fault({ kind: 'partition', link }, { forMs: 1_000 });
      if (leg === 'publish') table.send('P1', { do: 'publish', order: 'o1' });
      else table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
      table.host({ type: 'healFaults', lane: 'all' });
    }
    expect(table.lane.drops.map(({ id, leg }) => [id, leg])).toEqual([
      ['p2', 'publish'],
      ['p3', 'publish'],
      ['p4', 'deliver'],
      ['p5', 'deliver'],
    ]);
    expect(table.lane.copies.map(({ id }) => id)).toEqual(['k1']);
    expect(table.lane.hands).toEqual([]);
  });

  it('ENG-34: a fault lasts for its number of packets, or for its time', () => {
    const table = orders(1);
    table.fault({ kind: 'drop', leg: 'publish' }, { next: 2 });
    for (let i = 0; i < 3; i++) table.send('P1', { do: 'publish', order: 'o1' });
    expect(table.lane.copies.map(({ id }) => id)).toEqual(['k1']);
    const since = table.now - epoch;
    table.fault({ kind: 'drop', leg: 'publish' }, { forMs: 1_000 });
    const ended = table.tick(2_000).filter(({ type }) => type === 'faultEnded');
    expect(ended).toMatchObject([{ reason: 'timed-out', at: since + 1_000 }]);
    table.send('P1', { do: 'publish', order: 'o1' });
    expect(table.lane.copies).toHaveLength(2);
  });

  it('ENG-34: a rate hits its share, drawn from the seed', () => {
    const lost = (seed: number) => {
      const table = orders(1, new Table(settingsWith(), seed).start());
      table.fault({ kind: 'drop', leg: 'publish' }, { rate: 0.3, forMs: 50_000 });
      for (let i = 0; i < 200; i++) table.act('P1', { do: 'publish', order: 'o1' });
      return table.lane.packets.flatMap(({ id, dropsAt }) => (dropsAt === undefined ? [] : [id]));
    };
    expect(lost(1)).toEqual(lost(1));
    expect(lost(1)).not.toEqual(lost(2));
    expect(Math.abs(lost(1).length / 200 - 0.3)).toBeLessThan(0.1);
  });

  it('ENG-36: a packet that reaches a crashed machine is lost; one that arrives after its restart is not', () => {
    const table = orders(2);
    table.act('P1', { do: 'publish', order: 'o1' });
    table.fault({ kind: 'crash', role: 'broker' }, { forMs: 150 });
    table.tick(60);
    table.act('P1', { do: 'publish', order: 'o2' });
    table.tick(200);
    expect(table.lane.copies.map(({ order }) => order)).toEqual(['o2']);
    expect(table.log.filter((event) => event.type === 'packetDropped')).toMatchObject([
      { packet: 'p1', reason: 'machine-down' },
    ]);
  });

  it('ENG-37: healing ends every fault and brings crashed machines back', () => {
    const table = orders(1);
    table.fault({ kind: 'drop', leg: 'ack' }, { forMs: 9_000 });
    table.fault({ kind: 'crash', role: 'consumer' }, { forMs: 9_000 });
    expect(table.lane.seats.filter(({ down }) => down).map(({ id }) => id)).toEqual(['L1.C1', 'L1.C2']);
    table.host({ type: 'healFaults', lane: 'all' });
    expect(table.lane.faults).toEqual([]);
    expect(table.lane.seats.every(({ down }) => down === undefined)).toBe(true);
  });

  it('ENG-38: the host drops a packet in the air, and no other', () => {
    const table = orders(1);
    table.act('P1', { do: 'publish', order: 'o1' });
    const drop = { type: 'dropPacket', lane: L1, packet: 'p1' as PacketId } as const;
    table.host(drop);
    expect(table.lane.drops).toMatchObject([{ id: 'p1', at: 0 }]);
    expect(table.refusal(table.asHost(drop))).toBe('unknown-packet');
  });

  it('ENG-39: faults out of bounds are refused, and a fault for all lanes reaches each', () => {
    const table = new Table().join(...Array.from({ length: 12 }, (_, index) => `u${index}`));
    table.host({ type: 'startRound' });
    const code = (what: object, span: object, lane: string = L1) =>
      table.refusal(table.asHost({ type: 'injectFault', lane, what, span } as never));
    const drop = { kind: 'drop', leg: 'publish' };
    for (const span of [
      { next: 0 },
      { next: 1.5 },
      { next: 1_001 },
      { forMs: 0 },
      { forMs: 600_001 },
      { rate: 0, forMs: 9 },
      { rate: 1.1, forMs: 9 },
      { rate: NaN, forMs: 9 },
    ]) {
      expect(code(drop, span), JSON.stringify(span)).toBe('fault-invalid');
    }
    for (const what of [
      { kind: 'drop', leg: 'sideways' },
      { kind: 'delay', leg: 'ack', delayMs: 0 },
      { kind: 'delay', leg: 'ack', delayMs: 60_001 },
      { kind: 'crash', seat: 'L1.P1' },
    ]) {
      expect(code(what, { forMs: 9 }), JSON.stringify(what)).toBe('fault-invalid');
    }
    expect(code({ kind: 'crash', role: 'broker' }, { next: 1 })).toBe('fault-invalid');
    expect(code({ kind: 'partition', link: 'broker-consumer' }, { rate: 0.5, forMs: 9 })).toBe('fault-invalid');
    for (const span of [{ forMs: 9 }, { rate: 0.5, forMs: 9 }])
      expect(code({ kind: 'reorder', leg: 'ack' }, span)).toBe('fault-invalid');
    expect(code({ kind: 'crash', seat: 'L9.B1' }, { forMs: 9 })).toBe('unknown-seat');
    expect(code(drop, { next: 1 }, 'L9')).toBe('unknown-lane');
    table.host({ type: 'injectFault', lane: 'all', what: { kind: 'crash', role: 'broker' }, span: { forMs: 9 } });
    expect(table.state.lanes.map(({ faults }) => faults.length)).toEqual([1, 1, 1]);
  });
});

describe('a crash', () => {
  it('ENG-40: of the broker takes the copies in memory; durable copies that were out are ready again', () => {
    const table = orders(3);
    for (const order of ['o1', 'o2', 'o3']) table.send('P1', { do: 'publish', order });
    for (const copy of ['k1', 'k2']) table.act('B1', { do: 'store', copy });
    table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
    table.send('B1', { do: 'deliver', copy: 'k3', to: 'L1.C1' });
    table.fault({ kind: 'crash', role: 'broker' }, { forMs: 1 });
    table.tick(1);
    expect(table.lane.copies.map(({ id, place }) => [id, place])).toEqual([
      ['k1', 'ready'],
      ['k2', 'ready'],
    ]);
    expect(table.lane.hands).toHaveLength(2);
    table.send('C1', { do: 'ack', delivery: 'd1' });
    expect(table.lane.copies).toHaveLength(2);
    expect(table.lane.answers).toMatchObject([{ stale: true }]);
  });

  it('ENG-41: of a consumer takes its hand, and its own log where that is volatile', () => {
    for (const dedupLog of ['durable', 'volatile'] as const) {
      const table = new Table(settingsWith({}, { dedupLog })).start().inHand();
      table.act('C1', { do: 'record', delivery: 'd1' });
      table.act('B1', { do: 'requeue', tag: 't1' });
      table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C2' });
      table.act('C2', { do: 'record', delivery: 'd2' });
      table.fault({ kind: 'crash', seat: 'L1.C1' }, { forMs: 1 });
      table.tick(1);
      expect(table.lane.hands.map(({ id }) => id)).toEqual(['d2']);
      expect(table.lane.dedupLogs.map(({ owner }) => owner)).toEqual(dedupLog === 'durable' ? ['lane'] : ['L1.C2']);
    }
  });

  it('ENG-42: ends automatically at its time, and a machine that is down is not crashed again', () => {
    const table = orders(1);
    table.fault({ kind: 'crash', role: 'broker' }, { forMs: 2_000 });
    expect(table.fault({ kind: 'crash', role: 'broker' }, { forMs: 9_000 }).map(({ type }) => type)).toEqual([
      'commandAccepted',
    ]);
    expect(nextDueAt(table.state)).toBe(epoch + 2_000);
    table.tick(2_000);
    expect(table.lane.seats.every(({ down }) => down === undefined)).toBe(true);
    expect(table.lane.faults).toEqual([]);
  });
});
