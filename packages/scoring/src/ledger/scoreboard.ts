import {
  gameTime,
  lastOf,
  type GameEvent,
  type Lane,
  type LaneId,
  type PlayerId,
  type Prediction,
  type RoundSettings,
  type SeatId,
  type SessionState,
} from '@ack-attack/engine';
import { laneResult, type LaneResult } from './lane-result.ts';
import { ledger, type LedgerEntry } from './ledger.ts';

/** A player of a lane, as the bell found it. */
export interface RoundPlayer {
  player: PlayerId;
  seat: SeatId;
  /** Absent where the player said nothing. */
  prediction?: Prediction;
}

export interface LaneRoundResult extends LaneResult {
  players: readonly RoundPlayer[];
  ledger: readonly LedgerEntry[];
}

export interface RoundResult {
  round: number;
  settings: RoundSettings;
  lanes: readonly LaneRoundResult[];
}

/** The results of every round whose bell has rung. Plain JSON. */
export interface Scoreboard {
  rounds: readonly RoundResult[];
  /** Points over all rounds. */
  totals: {
    readonly lanes: Readonly<Record<LaneId, number>>;
    readonly players: Readonly<Record<PlayerId, number>>;
  };
}

export const emptyScoreboard: Scoreboard = { rounds: [], totals: { lanes: {}, players: {} } };

/**
 * Folds one event into the scoreboard (SCO-11 to SCO-13).
 *
 * @param stateAfter the session with that event folded
 * @returns the same board where the event changes nothing in it
 */
export function foldScoreboard(board: Scoreboard, stateAfter: SessionState, event: GameEvent): Scoreboard {
  switch (event.type) {
    case 'bellRang': {
      // A bell that is folded twice is one bell.
      if (board.rounds.some((round) => round.round === stateAfter.round)) return board;
      const rounds = [...board.rounds, roundResult(stateAfter)];
      return { rounds, totals: totalsOf(rounds) };
    }
    case 'predictionMade':
      return withPrediction(board, stateAfter.round, event.player, event.prediction);
    default:
      return board;
  }
}

/** The result of the session's current round as if the bell had just rung. */
export function roundResult(state: SessionState): RoundResult {
  const { round, settings, lanes } = state;
  const bellAt = gameTime(state, state.at);
  return {
    round,
    settings,
    lanes: lanes.map((lane) => ({
      ...laneResult(lane, settings, 'bell', bellAt),
      players: playersOf(state, lane),
      ledger: ledger(lane),
    })),
  };
}

function playersOf(state: SessionState, lane: Lane): readonly RoundPlayer[] {
  return lane.seats.flatMap(({ id, player }) => {
    if (player === undefined) return [];
    const prediction = state.players.find((candidate) => candidate.id === player)?.prediction;
    return [{ player, seat: id, ...(prediction ? { prediction } : {}) }];
  });
}

function withPrediction(board: Scoreboard, round: number, player: PlayerId, prediction: Prediction): Scoreboard {
  const last = lastOf(board.rounds);
  if (last?.round !== round) return board;
  const lanes = last.lanes.map((lane) =>
    lane.players.some((entry) => entry.player === player)
      ? {
          ...lane,
          players: lane.players.map((entry) => (entry.player === player ? { ...entry, prediction } : entry)),
        }
      : lane,
  );
  return { ...board, rounds: [...board.rounds.slice(0, -1), { ...last, lanes }] };
}

function totalsOf(rounds: readonly RoundResult[]): Scoreboard['totals'] {
  const lanes: Record<LaneId, number> = {};
  const players: Record<PlayerId, number> = {};
  for (const round of rounds) {
    for (const { lane, points, players: members } of round.lanes) {
      lanes[lane] = (lanes[lane] ?? 0) + points;
      for (const { player } of members) players[player] = (players[player] ?? 0) + points;
    }
  }
  return { lanes, players };
}
