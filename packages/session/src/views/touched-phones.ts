import type { LaneId, PlayerId } from '@ack-attack/engine';
import type { SessionFold } from '../log/session-fold.ts';
import type { RoomProjector } from './room-projector.ts';
import { revealedScoreboard } from './room-view.ts';

/**
 * The players whose phones may show something else than before; `all` where everybody's may. What a seat does touches its
 * lane, so that the phones of the others need not even be looked at.
 */
export function touchedPhones(
  before: SessionFold,
  after: SessionFold,
  room: RoomProjector,
): ReadonlySet<PlayerId> | 'all' {
  const shared = room.view(before.state);
  if (room.view(after.state) !== shared || revealedScoreboard(before) !== revealedScoreboard(after)) return 'all';
  const touched = new Set<PlayerId>();
  const lanes = touchedLanes(before, after);
  for (const { id, lane } of changedPlayers(before, after)) {
    touched.add(id);
    // Partners are shown the names of their lane.
    if (lane !== undefined) lanes.add(lane);
  }
  if (lanes.size === 0) return touched;
  for (const { id, lane } of after.state.players) if (lane !== undefined && lanes.has(lane)) touched.add(id);
  return touched;
}

function touchedLanes(before: SessionFold, after: SessionFold): Set<LaneId> {
  const touched = new Set<LaneId>();
  if (before.state.lanes === after.state.lanes && before.series === after.series) return touched;
  const old = before.state.lanes;
  after.state.lanes.forEach((lane, index) => {
    if (old[index] !== lane || before.series[lane.id] !== after.series[lane.id]) touched.add(lane.id);
  });
  return touched;
}

function changedPlayers(before: SessionFold, after: SessionFold) {
  const old = before.state.players;
  const { players } = after.state;
  if (old === players) return [];
  const now = new Set(players);
  const known = new Set(old);
  return [...players.filter((player) => !known.has(player)), ...old.filter((player) => !now.has(player))];
}
