import {
  seatInputs,
  viewSeat,
  type Lane,
  type LaneId,
  type Player,
  type PlayerId,
  type RoundSettings,
  type SessionState,
} from '@ack-attack/engine';
import type { PhoneReveal, PhoneView } from '@ack-attack/protocol';
import type { SeatCounts } from '@ack-attack/scoring';
import { patchBetween } from './patch-between.ts';
import type { RoomProjector } from './room-projector.ts';
import { revealedRound, revealedRounds, revealedScoreboard, revealLane } from './room-view.ts';
import type { SessionFold } from '../log/session-fold.ts';

interface KnownMates {
  seats: Lane['seats'];
  players: SessionState['players'];
  mates: PhoneView['mates'];
}

/** Works out what the phones of a room show. What many of them show alike is worked out once. */
export class PhoneProjector {
  readonly #room: RoomProjector;
  readonly #mates = new Map<LaneId, KnownMates>();

  constructor(room: RoomProjector) {
    this.#room = room;
  }

  /** What a player's phone is shown: the own machine's knowledge, and the own lane's truth once it is told. */
  view(fold: SessionFold, player: Player): PhoneView {
    const { state } = fold;
    const lane = laneOf(state, player);
    const seat = lane && player.seat !== undefined ? viewSeat(state, lane.id, player.seat) : undefined;
    const counts = lane && countsOf(fold, lane, player);
    const reveal = viewReveal(fold, player);
    const room = this.#room.view(state);
    const { id, name, extraTime } = player;
    return {
      kind: 'phone',
      ...room,
      settings: patient(room.settings, extraTime),
      me: { player: id, name, ...(extraTime === undefined ? {} : { extraTime }) },
      ...(seat ? { seat } : {}),
      ...(seat?.policy && counts ? { autopilot: { policy: seat.policy, counts } } : {}),
      mates: lane ? this.#matesIn(state, lane) : {},
      ...(player.prediction ? { prediction: player.prediction } : {}),
      ...(state.quiz ? { answers: state.quiz.answers[player.id] ?? {} } : {}),
      ...(player.quiz ? { quizScore: player.quiz } : {}),
      ...(reveal ? { reveal } : {}),
    };
  }

  /** What `view` depends on, so that what others do costs this phone nothing that it does not know of. */
  inputs(fold: SessionFold, player: Player): readonly unknown[] {
    const { state } = fold;
    const inputs: unknown[] = [this.#room.view(state), player, revealedScoreboard(fold)];
    const lane = laneOf(state, player);
    if (lane) {
      const seat = lane.seats.find(({ id }) => id === player.seat);
      inputs.push(this.#matesIn(state, lane), countsOf(fold, lane, player));
      if (seat) inputs.push(...seatInputs(state, lane, seat));
    }
    return inputs;
  }

  #matesIn(state: SessionState, lane: Lane): PhoneView['mates'] {
    const { seats } = lane;
    const { players } = state;
    const known = this.#mates.get(lane.id);
    if (known?.seats === seats && known.players === players) return known.mates;
    const now = viewMates(state, lane);
    const mates = known && patchBetween(known.mates, now) === undefined ? known.mates : now;
    this.#mates.set(lane.id, { seats, players, mates });
    return mates;
  }
}

/** The round as it is for a player who has more time: the own machine calls nothing overdue before that. */
function patient(settings: RoundSettings, extraTime: number | undefined): RoundSettings {
  return extraTime === undefined ? settings : { ...settings, overdueMs: Math.round(settings.overdueMs * extraTime) };
}

/** What the player's machine has counted, on autopilot only. */
function countsOf({ state, series }: SessionFold, lane: Lane, { seat }: Player): SeatCounts | undefined {
  return state.settings.autopilot && seat !== undefined ? series[lane.id]?.counts[seat] : undefined;
}

/** In the lobby the machines of the last round are put away. */
function laneOf({ phase, lanes }: SessionState, { lane }: Player): Lane | undefined {
  return phase === 'lobby' ? undefined : lanes.find((candidate) => candidate.id === lane);
}

function viewMates(state: SessionState, lane: Lane): PhoneView['mates'] {
  const mates: PhoneView['mates'] = {};
  for (const { id, role, player } of lane.seats) {
    const name = nameOf(state, player);
    mates[id] = { role, ...(name === undefined ? {} : { name }) };
  }
  return mates;
}

function nameOf(state: SessionState, id: PlayerId | undefined): string | undefined {
  return id === undefined ? undefined : state.players.find((player) => player.id === id)?.name;
}

function viewReveal(fold: SessionFold, { id }: Player): PhoneReveal | undefined {
  const round = revealedRound(fold);
  const own = round?.lanes.find((lane) => lane.players.some(({ player }) => player === id));
  if (!round || !own) return undefined;
  let total = 0;
  for (const { lanes } of revealedRounds(fold)) {
    for (const lane of lanes) if (lane.players.some(({ player }) => player === id)) total += lane.points;
  }
  return {
    lane: revealLane(fold.state, round, own),
    place: 1 + round.lanes.filter((lane) => lane.points > own.points).length,
    lanes: round.lanes.length,
    total,
  };
}
