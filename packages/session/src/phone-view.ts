import {
  viewSeat,
  type Lane,
  type Player,
  type PlayerId,
  type RoundSettings,
  type SessionState,
} from '@ack-attack/engine';
import type { PhoneReveal, PhoneView } from '@ack-attack/protocol';
import { revealedRound, revealedRounds, revealLane, roomInputs, viewRoom } from './room-view.ts';
import type { SessionFold } from './session-fold.ts';

/** What a player's phone is shown: the own machine's knowledge, and the own lane's truth once it is told. */
export function viewPhone(fold: SessionFold, player: Player): PhoneView {
  const { state } = fold;
  const lane = laneOf(state, player);
  const seat = lane && player.seat !== undefined ? viewSeat(state, lane.id, player.seat) : undefined;
  const autopilot = lane && viewAutopilot(fold, lane, player);
  const reveal = viewReveal(fold, player);
  const room = viewRoom(state);
  const { id, name, extraTime } = player;
  return {
    kind: 'phone',
    ...room,
    settings: patient(room.settings, extraTime),
    me: { player: id, name, ...(extraTime === undefined ? {} : { extraTime }) },
    ...(seat ? { seat } : {}),
    ...(autopilot ? { autopilot } : {}),
    mates: lane ? viewMates(state, lane) : {},
    ...(player.prediction ? { prediction: player.prediction } : {}),
    ...(state.quiz ? { answers: state.quiz.answers[player.id] ?? {} } : {}),
    ...(player.quiz ? { quizScore: player.quiz } : {}),
    ...(reveal ? { reveal } : {}),
  };
}

/** The round as it is for a player who has more time: the own machine calls nothing overdue before that. */
function patient(settings: RoundSettings, extraTime: number | undefined): RoundSettings {
  return extraTime === undefined ? settings : { ...settings, overdueMs: Math.round(settings.overdueMs * extraTime) };
}

function viewAutopilot({ state, series }: SessionFold, lane: Lane, { seat }: Player): PhoneView['autopilot'] {
  const policy = lane.seats.find(({ id }) => id === seat)?.policy;
  const counts = seat === undefined ? undefined : series[lane.id]?.counts[seat];
  return state.settings.autopilot && policy && counts ? { policy, counts } : undefined;
}

/** What `viewPhone` depends on, so that what others do in their lanes costs this phone nothing. */
export function phoneInputs(fold: SessionFold, player: Player): readonly unknown[] {
  const { state } = fold;
  const lane = laneOf(state, player);
  const mates = lane?.seats.map((seat) => nameOf(state, seat.player) ?? '').join('\n');
  const revealed = revealedRound(fold) ? fold.scoreboard : undefined;
  return [...roomInputs(state), player, lane, mates, revealed];
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
