import {
  defaultProfile,
  optionalActions,
  type Action,
  type CopyId,
  type DeliveryId,
  type LaneId,
  type OrderId,
  type SeatId,
} from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import { ReplayCursor, spaceTime, type SpaceTime } from '../src/index.ts';
import { RecordedSession, troubledSession } from './recorded-session.ts';

const lane = 'L1' as LaneId;

function laidOut(session: RecordedSession, round = 1): SpaceTime {
  const diagram = spaceTime(session.events, round, lane);
  if (!diagram) throw new Error(`no diagram of round ${round}`);
  return diagram;
}

/** One lane of bots that only do what a test says; packets take 100 ms. */
class ByHand extends RecordedSession {
  constructor() {
    const workMs = { check: 0, charge: 0, record: 0, commit: 0 };
    super({ orderEveryMs: 0, travelMs: [100, 100], workMs, profile: defaultProfile, offered: optionalActions });
    this.host({ type: 'startRound', shape: { producers: 1, consumers: 1 } });
  }

  act(seat: 'P1' | 'B1' | 'C1', action: Action): void {
    this.submit({ by: 'bot', lane, seat: `${lane}.${seat}` as SeatId, action });
  }

  pass(ms: number): void {
    this.wait(ms);
    this.server({ type: 'tick' });
  }
}

const order = 'o1' as OrderId;
const copy = 'c1' as CopyId;
const delivery = 'd1' as DeliveryId;
const consumer = `${lane}.C1` as SeatId;

describe('the diagram of one order by hand', () => {
  const session = new ByHand();
  session.pass(1_000);
  session.host({ type: 'placeOrder', lane });
  session.act('P1', { do: 'publish', order });
  session.pass(100);
  const known = session.state.lanes[0]?.copies[0]?.id ?? copy;
  session.act('B1', { do: 'store', copy: known });
  session.host({ type: 'injectFault', lane, what: { kind: 'drop', leg: 'confirm' }, span: { next: 1 } });
  session.act('B1', { do: 'confirm', copy: known });
  session.act('B1', { do: 'deliver', copy: known, to: consumer });
  session.pass(100);
  const hand = session.state.lanes[0]?.hands[0]?.id ?? delivery;
  session.act('C1', { do: 'charge', delivery: hand });
  session.host({ type: 'pauseRound' });
  session.wait(60_000);
  session.host({ type: 'resumeRound' });
  session.pass(10);
  session.act('C1', { do: 'charge', delivery: hand });
  session.host({ type: 'injectFault', lane, what: { kind: 'crash', seat: consumer }, span: { forMs: 500 } });
  session.pass(600);
  session.host({ type: 'injectFault', lane, what: { kind: 'crash', role: 'broker' }, span: { forMs: 5_000 } });
  session.act('P1', { do: 'publish', order });
  session.pass(50);
  session.host({ type: 'ringBell' });
  session.host({ type: 'revealTruth' });
  const diagram = laidOut(session);

  test('has a line for each machine, and gaps where it was crashed', () => {
    expect(diagram.endsAt).toBe(1_860);
    expect(diagram.machines).toEqual([
      { seat: 'L1.P1', role: 'producer', since: 0, crashes: [], disconnections: [] },
      {
        seat: 'L1.B1',
        role: 'broker',
        since: 0,
        crashes: [{ fault: 'f3', from: 1_810, until: 1_860 }],
        disconnections: [],
      },
      {
        seat: 'L1.C1',
        role: 'consumer',
        since: 0,
        crashes: [{ fault: 'f2', from: 1_210, until: 1_710 }],
        disconnections: [],
      },
    ]);
  });

  test('has an arrow for each packet, with its fate', () => {
    const shown = diagram.packets.map(({ leg, from, to, sentAt, endsAt, arrivesAt, outcome, reason, label }) =>
      [leg, from, to, sentAt, endsAt, arrivesAt, outcome, reason, label].join(' '),
    );
    expect(shown).toEqual([
      'publish L1.P1 L1.B1 1000 1100 1100 arrived  m1',
      'confirm L1.B1 L1.P1 1100 1150 1200 dropped fault m1',
      'deliver L1.B1 L1.C1 1100 1200 1200 arrived  t1',
      'publish L1.P1 L1.B1 1810 1860 1910 in-flight  m2',
    ]);
    expect(diagram.packets.map(({ copy }) => copy)).toEqual([known, known, known, undefined]);
    expect(diagram.packets[2]).toMatchObject({ order, message: 'm1', copy: known, delivery: hand, faults: [] });
  });

  test('has the effects on the bank, the second one known as such, and the pause taken out', () => {
    expect(diagram.effects.map(({ order: of, number, at }) => [of, number, at])).toEqual([
      [order, 1, 1_200],
      [order, 2, 1_210],
    ]);
  });

  test('has the machines’ actions that send no packet', () => {
    expect(diagram.steps.map(({ seat, step, order: of, message, at }) => [seat, step, of, message, at])).toEqual([
      ['L1.P1', 'order', order, undefined, 1_000],
      ['L1.B1', 'store', order, 'm1', 1_100],
      ['L1.C1', 'charge', order, 'm1', 1_200],
      ['L1.C1', 'charge', order, 'm1', 1_210],
    ]);
  });

  test('leads back into the log by versions', () => {
    for (const { version, packet } of diagram.packets) {
      expect(session.events[version - 1]).toMatchObject({ type: 'packetSent', packet: { id: packet } });
    }
    for (const { version, effect } of diagram.effects) expect(session.events[version - 1]).toMatchObject({ effect });
  });
});

describe('real connections', () => {
  const session = new RecordedSession({ orderEveryMs: 0 });
  const [ana, ben] = [session.join('ana'), session.join('ben')];
  session.server({ type: 'setPlayerConnected', player: ben, connected: false });
  session.host({ type: 'startRound' });
  session.play(1_000);
  session.server({ type: 'setPlayerConnected', player: ana, connected: false });
  session.play(500);
  session.server({ type: 'setPlayerConnected', player: ana, connected: true });
  session.play(2_000);
  const late = session.join('late');
  session.play(500);
  const diagram = laidOut(session);
  const lineOf = (player: string) => diagram.machines.find((machine) => machine.player === player);

  test('that go are marked on their own line, apart from crashes', () => {
    expect(lineOf(ana)).toMatchObject({ crashes: [], disconnections: [{ player: ana, from: 1_000, until: 1_500 }] });
  });

  test('that were gone before the round are gone from its beginning to the diagram’s end', () => {
    expect(lineOf(ben)?.disconnections).toEqual([{ player: ben, from: 0, until: diagram.endsAt }]);
  });

  test('of a late joiner belong to the seat it got', () => {
    expect(lineOf(late)?.disconnections).toEqual([]);
  });
});

describe('a player who joins late or is removed', () => {
  const session = new RecordedSession({ orderEveryMs: 0 });
  const [ana] = ['ana', 'ben', 'cleo'].map((id) => session.join(id));
  session.host({ type: 'startRound' });
  session.play(1_000);
  session.server({ type: 'setPlayerConnected', player: ana!, connected: false });
  session.play(700);
  session.host({ type: 'removePlayer', player: ana! });
  session.join('first');
  session.play(300);
  const second = session.join('second');
  session.play(500);
  const diagram = laidOut(session);

  test('has a line from when its machine came', () => {
    expect(diagram.machines).toHaveLength(4);
    expect(diagram.machines.filter(({ since }) => since > 0)).toMatchObject([{ player: second, since: 2_000 }]);
  });

  test('is gone no longer than it was a player', () => {
    const gone = diagram.machines.flatMap(({ disconnections }) => disconnections);
    expect(gone).toEqual([{ player: ana, from: 1_000, until: 1_700 }]);
  });
});

test('every step that sends no packet is on its machine with its message', () => {
  const session = new ByHand();
  const copyNow = () => session.state.lanes[0]?.copies.at(-1)?.id ?? copy;
  const handNow = () => session.state.lanes[0]?.hands.at(-1)?.id ?? delivery;
  session.host({ type: 'placeOrder', lane });
  session.act('P1', { do: 'publish', order });
  session.pass(100);
  session.act('B1', { do: 'store', copy: copyNow() });
  session.act('B1', { do: 'deliver', copy: copyNow(), to: consumer });
  session.pass(100);
  session.act('C1', { do: 'check', delivery: handNow() });
  session.act('C1', { do: 'record', delivery: handNow() });
  session.act('C1', { do: 'commit', delivery: handNow() });
  session.act('C1', { do: 'dismiss', delivery: handNow() });
  const tag = session.state.lanes[0]?.copies[0]?.current?.tag;
  session.act('B1', { do: 'requeue', tag: tag! });
  session.act('B1', { do: 'park', copy: copyNow() });
  session.act('B1', { do: 'discard', copy: copyNow() });
  session.act('P1', { do: 'giveUp', order });
  const steps = laidOut(session).steps.map(({ seat, step, order: of, message }) => [seat, step, of, message]);
  expect(steps).toEqual([
    ['L1.P1', 'order', order, undefined],
    ['L1.B1', 'store', order, 'm1'],
    ['L1.C1', 'check', order, 'm1'],
    ['L1.C1', 'record', order, 'm1'],
    ['L1.C1', 'commit', order, 'm1'],
    ['L1.C1', 'dismiss', order, 'm1'],
    ['L1.B1', 'requeue', order, 'm1'],
    ['L1.B1', 'park', order, 'm1'],
    ['L1.B1', 'discard', order, 'm1'],
    ['L1.P1', 'giveUp', order, undefined],
  ]);
});

describe.each([7, 8])('the diagrams of bot games, seed %i', (seed) => {
  const session = troubledSession(seed);

  test.each([1, 2])('round %i shows every packet and effect of the lane’s counts', (round) => {
    const diagram = laidOut(session, round);
    const cursor = new ReplayCursor(session.events);
    const bells = session.events.flatMap(({ type }, index) => (type === 'bellRang' ? [index + 1] : []));
    cursor.seek(bells[round - 1] ?? 0);
    const { counts, packets, effects } = cursor.state.lanes.find(({ id }) => id === lane) ?? {};
    const having = (outcome: string) => diagram.packets.filter((packet) => packet.outcome === outcome);
    expect(diagram.packets).toHaveLength(counts?.packets ?? -1);
    expect(having('dropped')).toHaveLength(counts?.dropped ?? -1);
    expect(having('in-flight').map(({ packet }) => packet)).toEqual(packets?.map(({ id }) => id));
    expect(diagram.effects.map(({ effect }) => effect)).toEqual(effects?.map(({ id }) => id));
    expect(diagram.endsAt).toBe(90_000);
  });

  test('no arrow runs backwards or leaves the diagram', () => {
    for (const round of [1, 2]) {
      const { packets, endsAt } = laidOut(session, round);
      for (const packet of packets) {
        expect(packet.sentAt).toBeLessThanOrEqual(packet.endsAt);
        expect(packet.endsAt).toBeLessThanOrEqual(packet.outcome === 'in-flight' ? endsAt : packet.arrivesAt);
      }
    }
  });

  test('a log as far as it has come gives the same beginning', () => {
    const whole = laidOut(session);
    const some = spaceTime(session.events.slice(0, 120), 1, lane);
    expect(some?.packets.length).toBeGreaterThan(3);
    expect(some?.steps).toEqual(whole.steps.slice(0, some?.steps.length));
    expect(some?.packets.map(({ packet }) => packet)).toEqual(
      whole.packets.slice(0, some?.packets.length).map(({ packet }) => packet),
    );
  });

  test('there is none for lanes and rounds that the log lacks', () => {
    expect(spaceTime(session.events, 3, lane)).toBeUndefined();
    expect(spaceTime(session.events, 1, 'L9' as LaneId)).toBeUndefined();
    expect(spaceTime([], 1, lane)).toBeUndefined();
  });
});

test('is the same from a state before the round as from the beginning', () => {
  const { events } = troubledSession(7);
  const started = events.findIndex((event) => event.type === 'roundStarted' && event.round === 2);
  const cursor = new ReplayCursor(events);
  for (const version of [started, started - 1, 40]) {
    cursor.seek(version);
    expect(spaceTime(events, 2, 'L1' as LaneId, cursor.state)).toEqual(spaceTime(events, 2, 'L1' as LaneId));
  }
});
