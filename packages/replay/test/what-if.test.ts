import { textbookPolicy } from '@ack-attack/bots';
import { emptySession, evolve, type Contract, type GameEvent, type LaneId, type SeatId } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { foldLedger } from '@ack-attack/scoring';
import { describe, expect, test } from 'vitest';
import { otherLog, parseArchive, formatArchive, spaceTime, story, whatIf, type WhatIfQuestion } from '../src/index.ts';
import { RecordedSession, troubledSession } from './recorded-session.ts';
import { sha256 } from './sha256.ts';

const lane = 'L1' as LaneId;
const asked = (question: Partial<WhatIfQuestion>): WhatIfQuestion => ({
  round: 1,
  lane,
  seats: 'none',
  contract: 'exactly-once',
  ...question,
});

/** A round whose bots follow a textbook that is not the round's, under every kind of fault. */
function misplayed(
  seed: number,
  round: Contract = 'exactly-once',
  played: Contract = 'at-most-once',
): readonly GameEvent[] {
  const session = new RecordedSession({ ...settingsFor(round, 'middle'), roundMs: 90_000, predictMs: 0 }, seed);
  const textbook = () => played;
  session.host({ type: 'startRound' });
  session.play(8_000, { textbook });
  session.host({
    type: 'injectFault',
    lane: 'all',
    what: { kind: 'drop', leg: 'publish' },
    span: { rate: 0.4, forMs: 20_000 },
  });
  session.play(12_000, { textbook });
  session.host({ type: 'pauseRound' });
  session.wait(5_000);
  session.host({ type: 'resumeRound' });
  session.host({ type: 'injectFault', lane: 'all', what: { kind: 'drop', leg: 'deliver' }, span: { next: 2 } });
  session.host({ type: 'injectFault', lane: 'all', what: { kind: 'duplicate', leg: 'deliver' }, span: { next: 2 } });
  session.play(15_000, { textbook });
  session.host({ type: 'injectFault', lane: 'all', what: { kind: 'crash', role: 'broker' }, span: { forMs: 4_000 } });
  session.play(60_000, { textbook });
  return session.events;
}

/** The orders as they came, whoever worked on them. */
function ordersOf(events: readonly GameEvent[]) {
  return events.flatMap((event) =>
    event.type === 'orderPlaced' && event.lane === lane
      ? [`${event.order} ${event.producer} ${JSON.stringify(event.content)}`]
      : [],
  );
}

function faultsOf(events: readonly GameEvent[]) {
  return events.flatMap((event) =>
    event.type === 'faultInjected' && event.lane === lane
      ? [JSON.stringify([event.fault.id, event.fault.what, event.fault.span])]
      : [],
  );
}

describe('asked for the same game again', () => {
  test.each([7, 8, 9])('it is the same game, seed %i', (seed) => {
    const { events } = troubledSession(seed);
    for (const round of [1, 2]) {
      const answer = whatIf(events, asked({ round }));
      expect(answer?.now).toEqual(answer?.was);
      expect(answer?.orders.length).toBeGreaterThan(3);
      expect(answer?.orders.filter(({ differs }) => differs)).toEqual([]);
    }
  });

  test.each([1, 2, 3])('it is the same to the packet, seed %i', (seed) => {
    const events = misplayed(seed);
    const answer = whatIf(events, asked({}));
    const packets = (log: readonly GameEvent[]) =>
      log.flatMap((event) => (event.type === 'packetSent' ? [event.packet] : []));
    expect(packets(answer?.events ?? [])).toEqual(packets(events));
    expect(answer?.now).toEqual(answer?.was);
  });
});

describe('with the textbook at every seat', () => {
  const events = misplayed(1);
  const answer = whatIf(events, asked({ seats: 'all' }));

  test('the orders and the faults are the same', () => {
    expect(ordersOf(answer?.events ?? [])).toEqual(ordersOf(events));
    expect(faultsOf(answer?.events ?? [])).toEqual(faultsOf(events));
    expect(answer?.orders.map(({ order }) => order)).toEqual(ordersOf(events).map((line) => line.split(' ')[0]));
  });

  test.each([1, 2, 3, 4])('orders that the wrong textbook lost are not lost, seed %i', (seed) => {
    const { was, now } = whatIf(misplayed(seed), asked({ seats: 'all' })) ?? {};
    expect(was?.tally.lost).toBeGreaterThan(0);
    expect([now?.tally.lost, now?.tally.duplicates, now?.kept]).toEqual([0, 0, true]);
    expect(now?.points).toBeGreaterThan(was?.points ?? Infinity);
  });

  test('an order differs where its outcome or its effects do', () => {
    const differing = answer?.orders.filter(({ differs }) => differs) ?? [];
    expect(differing.length).toBeGreaterThan(0);
    for (const { was, now, differs } of answer?.orders ?? []) {
      expect(differs).toBe(was.outcome !== now.outcome || was.effects !== now.effects);
    }
  });

  test('both logs are judged under all three contracts', () => {
    expect(answer?.judged.map(({ was, now }) => [was.contract, now.contract])).toEqual([
      ['at-most-once', 'at-most-once'],
      ['at-least-once', 'at-least-once'],
      ['exactly-once', 'exactly-once'],
    ]);
    const own = answer?.judged[2];
    expect([own?.was.points, own?.now.points]).toEqual([answer?.was.points, answer?.now.points]);
    expect([own?.was.kept, own?.now.kept]).toEqual([answer?.was.kept, answer?.now.kept]);
  });

  test('the counterfactual is a log like any other', () => {
    const other = answer ? otherLog(events, answer) : [];
    expect(parseArchive(formatArchive(other, sha256)).events).toHaveLength(other.length);
    const books = foldLedger(other)[0]?.lanes.find((one) => one.lane === lane);
    expect(books?.ledger).toHaveLength(answer?.now.tally.effects ?? -1);
    expect(spaceTime(other, 1, lane)?.effects).toHaveLength(answer?.now.tally.effects ?? -1);
    const [first] = answer?.orders ?? [];
    expect(first && story(other, { round: 1, lane, order: first.order })?.ending?.outcome).toBe(first?.now.outcome);
    let state = emptySession;
    for (const event of other) state = evolve(state, event);
    expect(state.phase).toBe('predicting');
  });
});

describe('with the textbook at one seat', () => {
  const events = misplayed(2);
  const seats = ['L1.P1', 'L1.B1', 'L1.C1'] as SeatId[];

  test.each(seats)('the others keep to their own steps: %s', (seat) => {
    const answer = whatIf(events, asked({ seats: seat }));
    expect(ordersOf(answer?.events ?? [])).toEqual(ordersOf(events));
    const steps = (log: readonly GameEvent[], of: SeatId) =>
      log.filter(
        (event) => (event.type === 'packetSent' && event.packet.from === of) || ('seat' in event && event.seat === of),
      );
    // Until something comes out otherwise, nobody else does.
    const [first] = seats.filter((one) => one !== seat);
    expect(first && steps(answer?.events ?? [], first)[0]).toEqual(first && steps(events, first)[0]);
  });

  test('a producer that sends until it is confirmed has its orders reach a broker that waits', () => {
    const { was, now } = whatIf(events, asked({ seats: seats[0] as SeatId })) ?? {};
    expect(now?.tally.published).toBeGreaterThan(was?.tally.published ?? Infinity);
  });
});

describe('with another policy', () => {
  const settings = settingsFor('exactly-once', 'middle');
  const producer = textbookPolicy('exactly-once', 'producer', settings);
  const consumer = textbookPolicy('exactly-once', 'consumer', settings);
  const well = misplayed(3, 'exactly-once', 'exactly-once');
  if (producer.role !== 'producer' || consumer.role !== 'consumer') throw new Error('the textbooks are mixed up');

  test('one that is the textbook’s own changes nothing', () => {
    const asTextbook = whatIf(well, asked({ seats: 'all' }));
    const asPolicy = whatIf(well, asked({ seats: 'all', policies: { producer, consumer } }));
    expect(asPolicy?.events).toEqual(asTextbook?.events);
  });

  test('a retry under a fresh ID makes duplicates that the same ID did not', () => {
    const fresh = { ...producer, retryId: 'fresh' as const };
    const { was, now } = whatIf(well, asked({ seats: 'all', policies: { producer: fresh } })) ?? {};
    expect(was?.tally.duplicates).toBe(0);
    expect(now?.tally.duplicates).toBeGreaterThan(0);
    expect(now?.kept).toBe(false);
  });

  test('for one seat it changes no other seat', () => {
    const forgets = { ...producer, waitForConfirm: false, retries: 0 };
    const policies = { producer: forgets };
    const answer = whatIf(well, asked({ seats: 'L1.P1' as SeatId, policies }));
    const unasked = whatIf(well, asked({ seats: 'L1.C1' as SeatId, policies }));
    expect(answer?.now.tally.lost).toBeGreaterThan(answer?.was.tally.lost ?? Infinity);
    expect(unasked?.events).toEqual(whatIf(well, asked({ seats: 'L1.C1' as SeatId }))?.events);
  });

  test('on autopilot the machine gets it as it gets a student’s', () => {
    const session = new RecordedSession({ ...settingsFor('exactly-once', 'senior'), roundMs: 20_000, predictMs: 0 }, 4);
    session.host({ type: 'startRound' });
    session.play(30_000);
    const policy = { ...consumer, ack: 'before' as const };
    const { events = [] } = whatIf(session.events, asked({ seats: 'all', policies: { consumer: policy } })) ?? {};
    const set = events.flatMap((event) => (event.type === 'policySet' ? [event.policy] : []));
    expect(set.filter(({ role }) => role === 'consumer')).toContainEqual(policy);
    expect(set.filter(({ role }) => role === 'producer')).not.toHaveLength(0);
  });
});

describe('the host’s taps', () => {
  const session = new RecordedSession({ ...settingsFor('at-least-once', 'junior'), roundMs: 40_000, predictMs: 0 }, 3);
  session.host({ type: 'startRound' });
  session.play(8_000);
  for (let tapped = 0; tapped < 3;) {
    session.play(400);
    const packet = session.state.lanes[0]?.packets.find(({ load }) => load.leg === 'publish');
    if (!packet) continue;
    session.host({ type: 'dropPacket', lane, packet: packet.id });
    tapped++;
  }
  session.play(60_000);

  test('strike the same packets of a leg again', () => {
    const tapped = (log: readonly GameEvent[]) => {
      const sent = log.flatMap((event) =>
        event.type === 'packetSent' && event.packet.load.leg === 'publish' ? [event.packet.id] : [],
      );
      return log.flatMap((event) =>
        event.type === 'packetDropped' && event.reason === 'host' ? [sent.indexOf(event.packet)] : [],
      );
    };
    const answer = whatIf(session.events, asked({ seats: 'all', contract: 'at-least-once' }));
    expect(tapped(session.events)).toHaveLength(3);
    expect(tapped(answer?.events ?? [])).toEqual(tapped(session.events));
    expect(whatIf(session.events, asked({}))?.now).toEqual(whatIf(session.events, asked({}))?.was);
  });
});

test('machines on autopilot get other policies', () => {
  const session = new RecordedSession({ ...settingsFor('exactly-once', 'senior'), roundMs: 20_000, predictMs: 0 }, 4);
  const textbook = () => 'at-most-once' as const;
  session.host({ type: 'startRound' });
  session.play(4_000, { textbook });
  session.host({
    type: 'injectFault',
    lane: 'all',
    what: { kind: 'drop', leg: 'ack' },
    span: { rate: 0.5, forMs: 8_000 },
  });
  session.host({ type: 'injectFault', lane: 'all', what: { kind: 'crash', role: 'broker' }, span: { forMs: 2_000 } });
  session.play(30_000, { textbook });
  const { was, now, events = [] } = whatIf(session.events, asked({ seats: 'all' })) ?? {};
  expect(was?.tally.lost).toBeGreaterThan(0);
  expect(now?.tally.lost).toBe(0);
  expect(events.filter(({ type }) => type === 'policySet')).toHaveLength(session.state.lanes[0]?.seats.length ?? -1);
});

test('the same question has the same answer', () => {
  const events = misplayed(5);
  const question = asked({ seats: 'L1.B1' as SeatId, contract: 'at-least-once' });
  expect(JSON.stringify(whatIf(events, question))).toBe(
    JSON.stringify(whatIf(JSON.parse(JSON.stringify(events)) as GameEvent[], question)),
  );
});

test('there is no answer about lanes and rounds that the log lacks', () => {
  const events = misplayed(1);
  expect(whatIf(events, asked({ round: 3 }))).toBeUndefined();
  expect(whatIf(events, asked({ lane: 'L8' as LaneId }))).toBeUndefined();
});
