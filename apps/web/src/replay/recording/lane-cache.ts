import { viewLane, type Lane, type LaneView, type SessionState } from '@ack-attack/engine';
import { tallyLive, type Tally } from '@ack-attack/scoring';

/** The truth of a lane so far, worked out once for each of its states. */
export function liveTallies(): (lane: Lane) => Tally {
  const known = new WeakMap<Lane, Tally>();
  return (lane) => {
    const tally = known.get(lane) ?? tallyLive(lane);
    known.set(lane, tally);
    return tally;
  };
}

/** A lane as the stage shows it; the same object as long as neither the lane nor a player changed. */
export function laneViews(): (state: SessionState, lane: Lane) => LaneView {
  const known = new WeakMap<Lane, { players: SessionState['players']; view: LaneView }>();
  return (state, lane) => {
    const last = known.get(lane);
    if (last?.players === state.players) return last.view;
    const view = viewLane(state, lane);
    known.set(lane, { players: state.players, view });
    return view;
  };
}
