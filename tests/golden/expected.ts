import type { GameEvent, LaneId } from '@ack-attack/engine';
import { ReplayCursor } from '@ack-attack/replay';
import { foldLedger, type LedgerEntry, type Tally } from '@ack-attack/scoring';

export interface ExpectedLane {
  round: number;
  lane: LaneId;
  tally: Tally;
  points: number;
  /** "o1 m1 L1.C1 12034": order, message, consumer and game ms of each effect. */
  ledger: readonly string[];
}

/**
 * What a log comes to: by the engine's fold at the bell, held against the second bookkeeper's. Of the ledger of a round on
 * autopilot the fold has only the lines of orders that were open, so there the second bookkeeper's counts.
 */
export function expectedOf(events: readonly GameEvent[]): readonly ExpectedLane[] {
  const cursor = new ReplayCursor(events);
  cursor.seek(cursor.length);
  const books = foldLedger(events);
  return cursor.scoreboard.rounds.flatMap(({ round, settings, lanes }) =>
    lanes.map(({ lane, tally, points, ledger }) => {
      const book = books.find((one) => one.round === round)?.lanes.find((one) => one.lane === lane);
      const [entries, booked] = [ledger.map(inWords), book?.ledger.map(inWords) ?? []];
      const alike = settings.autopilot
        ? entries.every((entry) => booked.includes(entry))
        : entries.join() === booked.join();
      if (!alike) throw new Error(`two ledgers of ${lane}`);
      return { round, lane, tally, points, ledger: booked };
    }),
  );
}

function inWords({ order, message, consumer, at }: LedgerEntry): string {
  return `${order} ${message} ${consumer} ${at}`;
}
