import { isLaneEvent, lastOf, type GameEvent, type LaneId } from '@ack-attack/engine';
import { LaneBook } from './lane-book.ts';
import { SeatBook } from './seat-book.ts';
import type { LedgerEntry } from './ledger.ts';
import type { OrderResult } from './order-result.ts';
import type { Scoreboard } from './scoreboard.ts';
import type { Service } from './service.ts';
import type { Tally } from './tally.ts';

/** What the log alone says of one lane. */
export interface LaneBooks {
  lane: LaneId;
  ledger: readonly LedgerEntry[];
  /** What became of every order, as if the power were cut after the last event. */
  orders: readonly OrderResult[];
  /** As if the power were cut after the last event. */
  tally: Tally;
  /** As if the power were cut after the last event. */
  service: Service;
}

export interface RoundBooks {
  round: number;
  lanes: readonly LaneBooks[];
}

/**
 * Rebuilds the ledger and the tally of every round from the raw log, without the engine's state: a second
 * bookkeeper, so that an audit or a test can hold the two against each other (SCO-14).
 *
 * @param events a session's log from its beginning
 */
export function foldLedger(events: Iterable<GameEvent>): readonly RoundBooks[] {
  const rounds: { round: number; lanes: Map<LaneId, LaneBook>; seats: SeatBook; endedAt: number }[] = [];
  /** Time is given before the first round, too. */
  let seats = new SeatBook([]);
  /** Session ms at which the running round's game time was 0, and where the clock stands while it does. */
  let base = 0;
  let stoppedAt: number | undefined;
  let rung = false;
  for (const event of events) {
    const game = stoppedAt ?? event.at - base;
    const running = lastOf(rounds);
    if (running && !rung) running.endedAt = game;
    if (isLaneEvent(event)) {
      running?.lanes.get(event.lane)?.enter(event, game);
      continue;
    }
    seats.enter(event);
    switch (event.type) {
      case 'roundStarted': {
        const books = event.lanes.map((plan) => [plan.id, new LaneBook(plan, event.settings)] as const);
        seats = new SeatBook(event.lanes, seats);
        rounds.push({ round: event.round, lanes: new Map(books), seats, endedAt: 0 });
        rung = false;
        base = event.at;
        stoppedAt = undefined;
        break;
      }
      case 'bellRang':
        rung = true;
        break;
      case 'roundPaused':
        stoppedAt = game;
        break;
      case 'roundResumed':
        base = event.at - game;
        stoppedAt = undefined;
        break;
      case 'clockHeld':
        base += event.forMs;
        break;
      default:
    }
  }
  return rounds.map(({ round, lanes, seats: owners, endedAt }) => ({
    round,
    lanes: [...lanes].map(([lane, book]) => ({
      lane,
      ledger: book.ledger,
      orders: book.orders(),
      tally: book.tally(),
      service: book.service(endedAt, owners.longest(lane)),
    })),
  }));
}

/**
 * The scoreboard with every order and every line of the ledger of each round, which the log has and a state on autopilot
 * has not (SCO-18).
 *
 * @param events the log that the board was folded from, from its beginning
 */
export function withDetails(board: Scoreboard, events: Iterable<GameEvent>): Scoreboard {
  const books = new Map(foldLedger(events).map(({ round, lanes }) => [round, lanes]));
  const rounds = board.rounds.map((result) => ({
    ...result,
    lanes: result.lanes.map((lane) => {
      const book = books.get(result.round)?.find((candidate) => candidate.lane === lane.lane);
      return book ? { ...lane, orders: book.orders, ledger: book.ledger } : lane;
    }),
  }));
  return { ...board, rounds };
}
