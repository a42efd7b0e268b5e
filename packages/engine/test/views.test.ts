import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptySession,
  evolve,
  evolveAll,
  nextDueAt,
  viewLane,
  viewSeat,
  type GameEvent,
  type Lane,
  type SeatId,
  type SessionState,
} from '../src/index.ts';
import { notJson, words } from './plain-json.ts';
import { game, played } from './random-game.ts';
import { settingsWith, Table } from './table.ts';

const runs = { seed: 20_261_124, numRuns: 15 };

/** Whose machine or seat an event is about: nobody else may notice it. */
function concerned(event: GameEvent, before: SessionState): readonly SeatId[] | 'all' {
  const lane = 'lane' in event ? before.lanes.find(({ id }) => id === event.lane) : undefined;
  switch (event.type) {
    case 'roundStarted':
      return 'all';
    case 'orderPlaced':
      return [event.producer];
    case 'packetSent':
      return event.packet.twinOf === undefined ? [event.packet.from] : [];
    case 'packetArrived': {
      const packet = lane?.packets.find(({ id }) => id === event.packet);
      return packet ? [packet.to] : [];
    }
    case 'orderGivenUp':
    case 'copyStored':
    case 'copyDeduplicated':
    case 'tagReleased':
    case 'copyParked':
    case 'copyDiscarded':
    case 'logChecked':
    case 'cardCharged':
    case 'idRecorded':
    case 'workCommitted':
    case 'deliveryDismissed':
    case 'workFailed':
    case 'policySet':
    case 'machineCrashed':
    case 'machineRestarted':
    case 'playerSeated':
    case 'seatCovered':
      return [event.seat];
    case 'tagExpired':
    case 'channelClosed':
    case 'copyDeadLettered':
    case 'partitionsAssigned':
      return lane?.seats.filter(({ role }) => role === 'broker').map(({ id }) => id) ?? [];
    case 'playerConnected':
    case 'playerRemoved': {
      const seat = before.players.find(({ id }) => id === event.player)?.seat;
      return seat === undefined ? [] : [seat];
    }
    default:
      return [];
  }
}

function viewsOf(state: SessionState): ReadonlyMap<SeatId, string> {
  const view = (lane: Lane, seat: SeatId) => JSON.stringify(viewSeat(state, lane.id, seat));
  return new Map(state.lanes.flatMap((lane) => lane.seats.map(({ id }) => [id, view(lane, id)] as const)));
}

describe('a seat’s view', () => {
  it('ENG-70: an event changes only the view of the seat it concerns', () => {
    let changed = 0;
    fc.assert(
      fc.property(game(120), (game) => {
        const { log } = played(game);
        let state = emptySession;
        let before = viewsOf(state);
        for (const event of log) {
          const about = concerned(event, state);
          state = evolve(state, event);
          const after = viewsOf(state);
          for (const [seat, view] of after) {
            if (view !== before.get(seat)) changed++;
            if (about === 'all' || about.includes(seat)) continue;
            expect(view, `${event.type} shows at ${seat}`).toBe(before.get(seat));
          }
          before = after;
        }
      }),
      runs,
    );
    expect(changed).toBeGreaterThan(500);
  });

  it('ENG-72: no view holds a secret, a packet, a fault, or the way from orders to effects', () => {
    const inSeats = ['effects', 'effect', 'packets', 'faults', 'fault', 'order', 'dropsAt', 'counts', 'dedupLogs'];
    const inLanes = ['effects', 'effect', 'dropsAt', 'twinOf', 'orders', 'order', 'counts', 'dedupLogs', 'sendings'];
    const everywhere = ['seed', 'token', 'tokenHash', 'hostTokenHash', 'stageTokenHash', 'prediction', 'last'];
    const secret = /hash|secret|^e\d+$/;
    fc.assert(
      fc.property(game(150), fc.integer({ min: 2_000_000_000, max: 4_000_000_000 }), (game, seed) => {
        const { steps } = played({ ...game, seed });
        for (const { before } of steps.filter((_, index) => index % 7 === 0)) {
          for (const lane of before.lanes) {
            const found = [...words(viewLane(before, lane))];
            expect(found.filter((word) => [...inLanes, ...everywhere].includes(String(word)) || word === seed)).toEqual(
              [],
            );
            expect(found.filter((word) => secret.test(String(word)))).toEqual([]);
            expect(notJson(viewLane(before, lane))).toBeUndefined();
            for (const { id } of lane.seats) {
              const view = viewSeat(before, lane.id, id);
              const known = [...words(view)];
              expect(
                known.filter((word) => [...inSeats, ...everywhere].includes(String(word)) || word === seed),
              ).toEqual([]);
              expect(known.filter((word) => secret.test(String(word)) || /^p\d+$/.test(String(word)))).toEqual([]);
              expect(notJson(view)).toBeUndefined();
            }
          }
        }
      }),
      runs,
    );
  });

  it('ENG-70: a producer sees its own orders only, a consumer its own hand only', () => {
    const table = new Table().start({ producers: 2, consumers: 2 });
    table.order();
    table.order();
    table.send('P1', { do: 'publish', order: 'o1' });
    table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C2' });
    expect(Object.keys(table.view('P1')?.producer?.orders ?? {})).toEqual(['o1']);
    expect(Object.keys(table.view('P2')?.producer?.orders ?? {})).toEqual(['o2']);
    expect(table.view('C1')?.consumer?.hands).toEqual({});
    expect(Object.keys(table.view('C2')?.consumer?.hands ?? {})).toEqual(['d1']);
    expect(Object.keys(table.view('B1')?.broker?.copies ?? {})).toEqual(['k1']);
    expect(viewSeat(table.state, table.lane.id, 'L1.X1' as SeatId)).toBeUndefined();
  });
});

describe('the broker', () => {
  const publish = { do: 'publish', order: 'o1', message: 'm1' };
  /** The broker's view after `before` and then two orders on an untroubled network, the first copy sent out. */
  function seenAfter(before: (table: Table) => void) {
    const table = new Table().start();
    table.order();
    table.order();
    before(table);
    table.act('P1', { do: 'publish', order: 'o2' });
    table.settle();
    table.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
    table.send('C1', { do: 'ack', delivery: 'd1' });
    return { table, view: table.view('B1')?.broker };
  }

  it('ENG-3 ENG-71: sees in nothing that a publish before was lost', () => {
    const lost = seenAfter((table) => {
      table.fault({ kind: 'drop', leg: 'publish' });
      table.act('P1', { do: 'publish', order: 'o1' });
      table.act('P1', publish);
    });
    const whole = seenAfter((table) => table.act('P1', { do: 'publish', order: 'o1' }));
    expect(lost.table.lane.counts.dropped).toBe(1);
    expect(lost.view).toEqual(whole.view);
    expect(Object.keys(lost.view?.copies ?? {})).toEqual(['k2']);
  });

  it('ENG-3 ENG-71: cannot tell a network duplicate from a resend', () => {
    const twin = seenAfter((table) => {
      table.fault({ kind: 'duplicate', leg: 'publish' });
      table.act('P1', { do: 'publish', order: 'o1' });
    });
    const resent = seenAfter((table) => {
      table.act('P1', { do: 'publish', order: 'o1' });
      table.act('P1', publish);
    });
    expect(twin.table.lane.counts.published).toBe(2);
    expect(resent.table.lane.counts.published).toBe(3);
    expect(twin.view).toEqual(resent.view);
    expect(Object.keys(twin.view?.copies ?? {})).toEqual(['k2', 'k3']);
  });
});

/** What goes wrong on the way of what a seat sends; `crash` is the partner's. */
const troubles = ['drop', 'delay', 'partition', 'crash'] as const;
const senders = {
  publish: { seat: 'P1', partner: 'L1.B1', link: 'producer-broker' },
  deliver: { seat: 'B1', partner: 'L1.C1', link: 'broker-consumer' },
  ack: { seat: 'C1', partner: 'L1.B1', link: 'broker-consumer' },
} as const;

function troubled(leg: keyof typeof senders, trouble: (typeof troubles)[number]): Table {
  const table = new Table().start().inHand();
  table.order();
  table.send('P1', { do: 'publish', order: 'o2' });
  const { partner, link } = senders[leg];
  const what = {
    drop: { kind: 'drop', leg },
    delay: { kind: 'delay', leg, delayMs: 40_000 },
    partition: { kind: 'partition', link },
    crash: { kind: 'crash', seat: partner },
  }[trouble];
  table.fault(what, { forMs: 30_000 });
  return table;
}

describe('silence', () => {
  const wait = fc.integer({ min: 0, max: 900 });
  const steps = fc.array(fc.record({ wait, again: fc.boolean() }), { minLength: 1, maxLength: 12 });

  it.each(['publish', 'deliver', 'ack'] as const)(
    'ENG-71: on %s, a drop, a delay, a cut and a crashed partner look the same to the sender until something comes',
    (leg) => {
      fc.assert(
        fc.property(steps, (steps) => {
          const { seat } = senders[leg];
          const tables = troubles.map((trouble) => troubled(leg, trouble));
          for (const [index, { wait, again }] of steps.entries()) {
            const said = tables.map((table) => {
              table.tick(wait);
              const message = again ? { message: 'm2' } : {};
              const action = {
                publish: { do: 'publish', order: 'o2', ...message },
                deliver: index === 0 ? { do: 'deliver', copy: 'k2', to: 'L1.C1' } : { do: 'requeue', tag: 't2' },
                ack: { do: again ? 'ack' : 'nack', delivery: 'd1' },
              }[leg];
              const decision = table.submit(table.bot(seat, action));
              return { outcome: decision.outcome, view: JSON.stringify(table.view(seat)) };
            });
            for (const each of said) expect(each).toEqual(said[0]);
          }
          for (const table of tables) table.tick(200);
          // The difference is there, where the seat can't see it.
          expect(
            new Set(tables.map(({ lane }) => `${lane.counts.dropped} ${lane.packets.length}`)).size,
          ).toBeGreaterThan(1);
        }),
        { seed: 7, numRuns: 25 },
      );
    },
  );
});

describe('the stage’s view', () => {
  it('ENG-73: a packet that will be lost looks like any other until it is', () => {
    const [lossy, clean] = [new Table().start(), new Table().start()];
    lossy.order();
    clean.order();
    lossy.fault({ kind: 'drop', leg: 'publish' });
    clean.host({ type: 'lockRoom', locked: false });
    for (const table of [lossy, clean]) table.act('P1', { do: 'publish', order: 'o1' });
    expect(lossy.lane.packets[0]?.dropsAt).toBeDefined();
    expect(viewLane(lossy.state, lossy.lane)).toEqual(viewLane(clean.state, clean.lane));
    lossy.now = nextDueAt(lossy.state) ?? 0;
    lossy.tick();
    const { packets, drops } = viewLane(lossy.state, lossy.lane);
    expect(packets).toEqual({});
    expect(drops).toMatchObject({ p1: { leg: 'publish', from: 'L1.P1', to: 'L1.B1', at: 50, arrivesAt: 100 } });
  });

  it('ENG-73: a fault says its share of packets, how many it will still hit, and when it ends', () => {
    const table = new Table().start();
    const drop = { kind: 'drop', leg: 'publish' } as const;
    table.fault(drop, { rate: 0.5, forMs: 8_000 });
    table.fault(drop, { next: 3 });
    expect(Object.values(viewLane(table.state, table.lane).faults)).toEqual([
      { what: drop, rate: 0.5, until: expect.any(Number) as number },
      { what: drop, left: 3 },
    ]);
  });

  it('ENG-73: effects leave no trace in it', () => {
    const table = new Table().start().inHand();
    const before = viewLane(table.state, table.lane);
    table.act('C1', { do: 'charge', delivery: 'd1' });
    table.act('C1', { do: 'commit', delivery: 'd1' });
    expect(table.lane.effects).toHaveLength(2);
    expect(viewLane(table.state, table.lane)).toEqual(before);
  });

  it('ENG-73: it names players, and says which are away, covered or down', () => {
    const table = new Table(settingsWith({ roundMs: 60_000 })).join('u1', 'u2', 'u3');
    table.host({ type: 'startRound' });
    table.server({ type: 'setPlayerConnected', player: 'u2' as never, connected: false });
    table.tick(10_000);
    table.fault({ kind: 'crash', role: 'consumer' }, { forMs: 1_000 });
    expect(viewLane(table.state, table.lane).seats).toMatchObject({
      'L1.P1': { name: 'name u1', away: false, driver: 'player', down: false, load: { open: 0 } },
      'L1.B1': { name: 'name u2', away: true, driver: 'bot', load: { inbox: 0, ready: 0, out: 0, parked: 0 } },
      'L1.C1': { name: 'name u3', down: true, load: { hand: 0 } },
    });
  });
});

describe('any event on any state', () => {
  it('ENG-83: is folded without an exception into a state that is still plain JSON', () => {
    fc.assert(
      fc.property(game(80), game(80), fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), (one, other, draws) => {
        const a = played(one);
        const b = played(other);
        let state = evolveAll(emptySession, a.log.slice(0, (draws[0] ?? 0) % a.log.length));
        for (const draw of draws) {
          const [first, second] = [b.log[draw % b.log.length], a.log[(draw >> 3) % a.log.length]];
          if (!first || !second) continue;
          // Fields of one event under the type of another: the IDs and numbers are real, and wrong here.
          const borrowed = Object.fromEntries(
            Object.entries(first).map(([key, value]) => {
              const twin = (second as unknown as Record<string, unknown>)[key];
              return [key, draw % 3 === 0 && key !== 'type' && typeof twin === typeof value ? twin : value];
            }),
          );
          const at = draw % 5 === 0 ? 0 : state.at + (draw % 700);
          const mangled = { ...borrowed, at } as unknown as GameEvent;
          const next = evolve(state, mangled);
          expect(next.version).toBe(state.version + 1);
          expect(next.at).toBeGreaterThanOrEqual(state.at);
          state = next;
        }
        expect(notJson(state)).toBeUndefined();
        viewsOf(state);
        for (const lane of state.lanes) viewLane(state, lane);
        nextDueAt(state);
      }),
      { ...runs, numRuns: 30 },
    );
  });

  it('ENG-83: types and legs of a newer log change nothing but version and time', () => {
    const { state } = new Table().start().inHand();
    const later = { at: state.at + 5, lane: 'L1' };
    for (const event of [
      { ...later, type: 'planetsAligned' },
      { ...later, lane: 'L9', type: 'orderPlaced', order: 'o9' },
    ]) {
      expect(evolve(state, event as unknown as GameEvent)).toStrictEqual({
        ...state,
        version: state.version + 1,
        at: later.at,
      });
    }
    const packet = { id: 'p9', from: 'L1.P1', to: 'L1.B1', sentAt: 0, arrivesAt: 9, faults: [], load: { leg: 'moon' } };
    const sent = evolve(state, { ...later, type: 'packetSent', packet } as unknown as GameEvent);
    const arrived = evolve(sent, { ...later, type: 'packetArrived', packet: 'p9' } as unknown as GameEvent);
    expect(arrived.lanes[0]).toMatchObject({ packets: [], copies: state.lanes[0]?.copies });
  });

  it('ENG-83: a publish packet that arrives as no copy leaves nothing at the broker', () => {
    const table = new Table().start();
    table.order();
    table.act('P1', { do: 'publish', order: 'o1' });
    const arrival = { at: table.state.at, lane: 'L1', type: 'packetArrived', packet: 'p1' } as GameEvent;
    const [lane] = evolve(table.state, arrival).lanes;
    expect(lane).toMatchObject({ packets: [], copies: [], metIds: [], counts: { copies: 0 } });
  });
});
