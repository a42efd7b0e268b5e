import { chooseAction } from '@ack-attack/bots';
import {
  contracts,
  decide,
  emptySession,
  gameTime,
  nextDueAt,
  viewSeat,
  type Command,
  type Contract,
  type Lane,
  type Level,
  type Seat,
  type SeatView,
  type SessionState,
} from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { describe, expect, it } from 'vitest';
import { shelves } from '../src/phone/desk/broker-shelves.ts';
import type { DeskCard, PhoneDesk } from '../src/phone/desk/cards.ts';
import { hands } from '../src/phone/desk/consumer-hands.ts';
import { orderBook } from '../src/phone/desk/order-book.ts';
import { cornersOf, slotOf, slotsOf, type StationName } from '../src/phone/desk/slots.ts';

function openRound(contract: Contract, level: Level): SessionState {
  const settings = { ...settingsFor(contract, level), roundMs: 60_000, orderEveryMs: 3_000 };
  const open: Command = {
    by: 'server',
    command: {
      type: 'openSession',
      session: 'cards',
      roomCode: 'CARDAA',
      hostTokenHash: '',
      stageTokenHash: '',
      seed: 7,
      settings,
    },
  };
  const start: Command = {
    by: 'host',
    seq: 1,
    id: 'start',
    command: { type: 'startRound', shape: { producers: 1, consumers: level === 'middle' ? 2 : 1 } },
  };
  return [open, start].reduce((state, command) => accept(state, command, 0), emptySession);
}

function accept(state: SessionState, command: Command, now: number): SessionState {
  const decision = decide(state, command, now);
  if (decision.outcome !== 'accepted') throw new Error(JSON.stringify({ command, decision }));
  return decision.state;
}

function cardsOf(state: SessionState, lane: Lane, seat: Seat, now: number): readonly DeskCard[] {
  const view = viewSeat(state, lane.id, seat.id);
  const desk: PhoneDesk = { settings: state.settings, now, nameOf: (id) => id };
  if (view?.producer) return Object.values(orderBook(view.producer, desk)).flat();
  if (view?.broker) return Object.values(shelves(view.broker, desk)).flat();
  return view?.consumer ? Object.values(hands(view.consumer, desk)).flat() : [];
}

/** Every moment of a round in which each machine takes one textbook step about every second. */
function* moments(contract: Contract, level: Level): Generator<{ state: SessionState; at: number }> {
  let state = openRound(contract, level);
  const drops: Command = {
    by: 'host',
    seq: 2,
    id: 'drops',
    command: {
      type: 'injectFault',
      lane: 'all',
      what: { kind: 'drop', leg: 'publish' },
      span: { rate: 0.3, forMs: 60_000 },
    },
  };
  state = accept(state, drops, 1);
  for (let at = 500; at < 55_000; at += 500) {
    if ((nextDueAt(state) ?? Infinity) <= at) state = accept(state, { by: 'server', command: { type: 'tick' } }, at);
    yield { state, at };
    const lane = state.lanes[0]!;
    for (const { id } of lane.seats) {
      const view = viewSeat(state, lane.id, id)!;
      const choice = chooseAction(view, { settings: state.settings, now: gameTime(state, at), seed: 7 });
      if (choice) state = accept(state, { by: 'bot', lane: lane.id, seat: id, action: choice.action }, at);
    }
  }
}

function busy({ busyUntil }: Seat, state: SessionState, at: number): boolean {
  return busyUntil !== undefined && busyUntil > gameTime(state, at);
}

const games = contracts.flatMap((contract) =>
  (['zero', 'junior', 'middle'] as const).map((level) => ({ contract, level })),
);

describe.each(games)('cards of $contract at level $level', ({ contract, level }) => {
  it('offer only steps that the engine accepts', () => {
    let offered = 0;
    for (const { state, at } of moments(contract, level)) {
      const lane = state.lanes[0]!;
      for (const seat of lane.seats) {
        // Its buttons say so, and can't be pressed.
        if (busy(seat, state, at)) continue;
        for (const card of cardsOf(state, lane, seat, at)) {
          for (const { action } of card.steps) {
            const decision = decide(state, { by: 'bot', lane: lane.id, seat: seat.id, action }, at);
            expect(decision.outcome, JSON.stringify({ action, decision })).toBe('accepted');
            offered++;
          }
        }
      }
    }
    expect(offered).toBeGreaterThan(500);
  });

  it('offer every step of the textbook', () => {
    let steps = 0;
    for (const { state, at } of moments(contract, level)) {
      const lane = state.lanes[0]!;
      for (const seat of lane.seats) {
        const view = viewSeat(state, lane.id, seat.id)!;
        const choice = chooseAction(view, { settings: state.settings, now: at, seed: 7 });
        if (!choice) continue;
        const offered = cardsOf(state, lane, seat, at).flatMap(({ steps }) => steps.map(({ action }) => action));
        expect(offered, choice.reason).toContainEqual(choice.action);
        steps++;
      }
    }
    expect(steps).toBeGreaterThan(30);
  });
});

describe('the buttons of a station', () => {
  it('have a place for every step of every card', () => {
    let placed = 0;
    for (const { contract, level } of games) {
      for (const { state, at } of moments(contract, level)) {
        const lane = state.lanes[0]!;
        for (const seat of lane.seats) {
          const view = viewSeat(state, lane.id, seat.id)!;
          const desk: PhoneDesk = { settings: state.settings, now: at, nameOf: (id) => id };
          for (const [station, cards] of stationsOf(view, desk)) {
            const places = [
              ...slotsOf(station, desk.settings, view.broker?.consumers),
              ...cornersOf(station, desk.settings),
            ];
            for (const card of cards) {
              const needed = card.steps.map(slotOf);
              expect(places).toEqual(expect.arrayContaining(needed));
              expect(new Set(needed).size).toBe(needed.length);
              placed += needed.length;
            }
          }
        }
      }
    }
    expect(placed).toBeGreaterThan(500);
  });
});

function stationsOf(view: SeatView, desk: PhoneDesk): readonly (readonly [StationName, readonly DeskCard[]])[] {
  if (view.producer) {
    const book = orderBook(view.producer, desk);
    return [
      ['book', book.waiting],
      ['way', book.onTheWay],
    ];
  }
  if (view.broker) {
    const { inbox, ready, out } = shelves(view.broker, desk);
    return [
      ['inbox', inbox],
      ['store', ready],
      ['out', out],
    ];
  }
  const { open, finished } = hands(view.consumer!, desk);
  return [
    ['hand', open],
    ['log', finished],
  ];
}
