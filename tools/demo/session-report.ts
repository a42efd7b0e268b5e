import {
  emptySession,
  evolve,
  gameTime,
  type Contract,
  type Fault,
  type GameEvent,
  type LaneId,
  type Level,
  type Prediction,
  type SeatId,
  type SessionState,
} from '@ack-attack/engine';
import {
  emptyScoreboard,
  foldScoreboard,
  type LaneEnd,
  type RoundResult,
  type Scoreboard,
  type Service,
  type Tally,
} from '@ack-attack/scoring';

/** What a session's log adds up to. Times are game ms of their round. */
export interface SessionReport {
  session: string;
  roomCode: string;
  finished: boolean;
  players: readonly string[];
  rounds: readonly RoundReport[];
  /** Accepted commands of players and host over the whole session. */
  acceptedCommands: number;
}

export interface RoundReport {
  round: number;
  contract: Contract;
  level: Level;
  roundMs: number;
  lanes: readonly LaneReport[];
}

export interface LaneReport {
  lane: LaneId;
  tally: Tally;
  end: LaneEnd;
  service: Service;
  points: number;
  orders: number;
  players: readonly { name: string; seat: SeatId; prediction?: Prediction }[];
  faults: readonly { at: number; what: Fault['what']; span: Fault['span'] }[];
  /** Accepted commands of the lane's players from the start of the round to the next. */
  acceptedCommands: number;
  /** Real ones, no faults: who lost the connection when, and whether a bot covered the seat. */
  disconnections: readonly { name: string; at: number; coveredAt?: number; backAt?: number }[];
}

type LaneNotes = {
  -readonly [K in 'faults' | 'acceptedCommands' | 'disconnections']: K extends 'acceptedCommands'
    ? number
    : LaneReport[Exclude<K, 'acceptedCommands'>][number][];
};

/** @param events a whole log, oldest first */
export function sessionReport(events: readonly GameEvent[]): SessionReport {
  let state = emptySession;
  let board: Scoreboard = emptyScoreboard;
  let acceptedCommands = 0;
  const notes = new Map<string, LaneNotes>();
  const notesOf = (round: number, lane: LaneId) => {
    const key = `${round} ${lane}`;
    const known = notes.get(key) ?? { faults: [], acceptedCommands: 0, disconnections: [] };
    notes.set(key, known);
    return known;
  };

  for (const event of events) {
    state = evolve(state, event);
    board = foldScoreboard(board, state, event);
    if (event.type === 'commandAccepted') acceptedCommands++;
    takeNote(state, event, notesOf);
  }

  const names = new Map(state.players.map(({ id, name }) => [id, name]));
  const laneReports = ({ round, lanes }: RoundResult): readonly LaneReport[] =>
    lanes.map(({ lane, tally, end, service, points, outcomes, players }) => ({
      lane,
      tally,
      end,
      service,
      points,
      orders: Object.values(outcomes).reduce((sum, count) => sum + count, 0),
      players: players.map(({ player, seat, prediction }) => ({
        name: names.get(player) ?? player,
        seat,
        ...(prediction ? { prediction } : {}),
      })),
      ...notesOf(round, lane),
    }));
  return {
    session: state.id,
    roomCode: state.roomCode,
    finished: state.phase === 'finished',
    players: state.players.map(({ name }) => name),
    rounds: board.rounds.map((result) => ({
      round: result.round,
      contract: result.settings.contract,
      level: result.settings.level,
      roundMs: result.settings.roundMs,
      lanes: laneReports(result),
    })),
    acceptedCommands,
  };
}

/** What a lane's report says beside its result. */
function takeNote(state: SessionState, event: GameEvent, notesOf: (round: number, lane: LaneId) => LaneNotes): void {
  const at = gameTime(state, event.at);
  const playerOf = (id: string) => state.players.find((player) => player.id === id);
  switch (event.type) {
    case 'faultInjected': {
      const { what, span } = event.fault;
      notesOf(state.round, event.lane).faults.push({ at, what, span });
      break;
    }
    case 'commandAccepted': {
      const lane = playerOf(event.by)?.lane;
      if (lane !== undefined) notesOf(state.round, lane).acceptedCommands++;
      break;
    }
    case 'playerDisconnected': {
      const player = playerOf(event.player);
      if (player?.lane !== undefined) notesOf(state.round, player.lane).disconnections.push({ name: player.name, at });
      break;
    }
    case 'seatCovered':
    case 'playerConnected': {
      const player = playerOf(event.player);
      if (player?.lane === undefined) break;
      const { disconnections } = notesOf(state.round, player.lane);
      const index = disconnections.findLastIndex(({ name }) => name === player.name);
      const gone = disconnections[index];
      if (gone) disconnections[index] = { ...gone, [event.type === 'seatCovered' ? 'coveredAt' : 'backAt']: at };
    }
  }
}
