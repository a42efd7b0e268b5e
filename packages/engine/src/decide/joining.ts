import type { DecisionContext } from '../draft/decision-context.ts';
import type { PlayerId } from '../base/ids.ts';
import { seatId } from './layout.ts';
import { sessionLimits } from '../base/limits.ts';
import { playerName } from './names.ts';
import { refuse } from '../base/rejection.ts';
import { requireOpenHomework } from './solo-rules.ts';
import { inRound } from '../model/state.ts';

/** Lets a player in, and into a running round where it has room. */
export function joinSession(draft: DecisionContext, id: PlayerId, name: string, tokenHash: string): void {
  const { state } = draft;
  if (state.banned.some((player) => player.tokenHash === tokenHash)) refuse('banned', 'this token was banned');
  // A join whose answer was lost comes again with the same secret, and is the same player.
  if (state.players.some((player) => player.tokenHash === tokenHash || player.id === id) || id === 'host')
    return refuse('already-joined', 'this token or player ID is in');
  if (state.homework) requireOpenHomework(state, draft.at);
  if (state.phase === 'finished') return refuse('wrong-phase', 'the session is over');
  if (state.locked) return refuse('room-locked', 'the host has locked the room');
  if (state.players.length >= (state.solo ? 1 : sessionLimits.players))
    return refuse('room-full', `${state.players.length} players are in`);
  draft.emit({ type: 'playerJoined', player: id, name: playerName(state, name), tokenHash });
  if (inRound(state)) seatLateJoiner(draft, id);
}

/** A late joiner takes an unowned seat, or else a new producer's seat in the smallest lane with room. */
function seatLateJoiner(draft: DecisionContext, player: PlayerId): void {
  const { lanes } = draft.state;
  for (const lane of lanes) {
    const seat = lane.seats.find((candidate) => candidate.player === undefined);
    if (seat) return draft.emit({ type: 'playerSeated', player, lane: lane.id, seat: seat.id });
  }
  const smallest = [...lanes].sort((a, b) => a.seats.length - b.seats.length)[0];
  if (!smallest || smallest.seats.length >= sessionLimits.laneSeats[1]) return;
  const number = smallest.seats.filter((seat) => seat.role === 'producer').length + 1;
  draft.emit({
    type: 'playerSeated',
    player,
    lane: smallest.id,
    seat: seatId(smallest.id, 'producer', number),
    role: 'producer',
  });
}
