import { gameTime, type SessionState } from '@ack-attack/engine';
import { laneResult, ledger, orderResults, outcomesOf, tallyAtBell, type LaneBooks } from '../src/index.ts';

/** What both bookkeepers can say of a lane: all of it by hand, on autopilot the open orders and the sums. */
export function booksOfState(state: SessionState) {
  const { lanes, settings } = state;
  const at = gameTime(state, state.at);
  return lanes.map((lane) => ({
    lane: lane.id,
    ledger: ledger(lane),
    orders: orderResults(lane, settings, 'bell'),
    tally: tallyAtBell(lane),
    service: laneResult(lane, settings, 'bell', at).service,
  }));
}

/** The same from the books that the log alone has filled. */
export function sharedWith({ lanes }: SessionState, books: readonly LaneBooks[] = []) {
  return books.map((book) => {
    const open = new Set(lanes.find(({ id }) => id === book.lane)?.orders.map(({ id }) => id));
    return {
      ...book,
      ledger: book.ledger.filter(({ order }) => open.has(order)),
      orders: book.orders.filter(({ order }) => open.has(order)),
    };
  });
}

/** Points and outcomes of all of a lane's orders, one by one from the log. */
export function sumsOf({ lane, orders }: LaneBooks) {
  return { lane, points: orders.reduce((sum, { points }) => sum + points, 0), outcomes: outcomesOf(orders) };
}
