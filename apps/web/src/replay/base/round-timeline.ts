import {
  emptySession,
  evolve,
  gameTime,
  isLaneEvent,
  lastOf,
  type GameEvent,
  type RoundSettings,
  type SessionState,
} from '@ack-attack/engine';

/** One round's stretch of the log, with the game time of each of its versions. */
export interface RoundTimeline {
  round: number;
  settings: RoundSettings;
  /** The version at which the round has just started. */
  first: number;
  /** The last version that belongs to the round: its closing, or the end of the log. */
  last: number;
  /** Game ms of version `first + index`; never falls. */
  times: readonly number[];
  /** Game ms of the bell, or of the newest event where it never rang. */
  endsAt: number;
  /** The session as it was right before, but for what happened in the lanes of earlier rounds. */
  before: SessionState;
}

/** Every round of a log, first to last, and the session as it is at the end but for what happened in lanes. */
export function roundTimelines(events: readonly GameEvent[]): {
  rounds: readonly RoundTimeline[];
  end: SessionState;
} {
  const found: (Omit<RoundTimeline, 'last' | 'endsAt'> & { times: number[] })[] = [];
  let open = false;
  let state = emptySession;
  for (const [index, event] of events.entries()) {
    const before = state;
    // What happens in a lane neither moves the clock nor ends a round.
    if (!isLaneEvent(event)) state = evolve(state, event);
    if (event.type === 'roundStarted') {
      const { round, settings } = event;
      found.push({ round, settings, first: index + 1, times: [], before: { ...before, version: index } });
      open = true;
    }
    const round = lastOf(found);
    if (!round || !open) continue;
    const at = Math.max(gameTime(state, event.at), lastOf(round.times) ?? 0);
    round.times.push(at);
    if (event.type === 'roundClosed') open = false;
  }
  const rounds = found.map((round) => ({
    ...round,
    last: round.first + round.times.length - 1,
    endsAt: lastOf(round.times) ?? 0,
  }));
  return { rounds, end: state };
}

/** Game ms at which a version of the round has just happened. */
export function timeOf({ first, times, endsAt }: RoundTimeline, version: number): number {
  return times[version - first] ?? (version < first ? 0 : endsAt);
}

/** The version that holds everything up to and at a game time. */
export function versionAt({ first, times }: RoundTimeline, gameMs: number): number {
  let low = 1;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) <= gameMs) low = middle + 1;
    else high = middle;
  }
  return first + low - 1;
}
