import { emptySession, evolveAll, type GameEvent, type SessionState } from '@ack-attack/engine';
import { emptyScoreboard, foldScoreboard, type Scoreboard } from '@ack-attack/scoring';

/** What a log adds up to at one version. */
export interface Frame {
  state: SessionState;
  scoreboard: Scoreboard;
}

/** The fold of a log at every `every`-th version, from version 0 on, and at its end. */
export interface Keyframes {
  every: number;
  frames: readonly Frame[];
  end: Frame;
}

export const emptyFrame: Frame = { state: emptySession, scoreboard: emptyScoreboard };

/** Folds many events, in stretches where nobody sees what lies between. */
export function frameAfter(frame: Frame, events: readonly GameEvent[]): Frame {
  let { state, scoreboard } = frame;
  let done = 0;
  for (const [index, event] of events.entries()) {
    // The scoreboard looks at these two only, and at the state right after them.
    if (event.type !== 'bellRang' && event.type !== 'predictionMade') continue;
    state = evolveAll(state, events.slice(done, index + 1));
    scoreboard = foldScoreboard(scoreboard, state, event);
    done = index + 1;
  }
  return { state: evolveAll(state, events.slice(done)), scoreboard };
}

/**
 * Folds a whole log. States share what did not change between them, so keyframes are kept whole.
 *
 * @param every events between two keyframes, at least 1
 */
export function keyframesOf(events: readonly GameEvent[], every = 200): Keyframes {
  if (!Number.isInteger(every) || every < 1) throw new RangeError('keyframes are at least one event apart');
  const frames: Frame[] = [emptyFrame];
  let end = emptyFrame;
  for (let from = 0; from < events.length; from += every) {
    end = frameAfter(end, events.slice(from, from + every));
    if (from + every <= events.length) frames.push(end);
  }
  return { every, frames, end };
}
