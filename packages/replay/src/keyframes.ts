import { emptySession, evolveAll, type GameEvent, type SessionState } from '@ack-attack/engine';
import { emptyScoreboard, foldScoreboard, type Scoreboard } from '@ack-attack/scoring';

/** What a log adds up to at one version. */
export interface Frame {
  state: SessionState;
  scoreboard: Scoreboard;
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
 * The fold of a log at every `every`-th version, as far as it was folded: whatever lies beyond is folded when somebody
 * looks there. States share what did not change between them, so keyframes are kept whole.
 */
export class Keyframes {
  readonly #events: readonly GameEvent[];
  readonly #every: number;
  readonly #frames: Frame[] = [emptyFrame];

  /** @param every events between two keyframes, at least 1 */
  constructor(events: readonly GameEvent[], every = 200) {
    if (!Number.isInteger(every) || every < 1) throw new RangeError('keyframes are at least one event apart');
    this.#events = events;
    this.#every = every;
  }

  /** Folds on to the next keyframe, in a time that does not grow with the log; false where there is none. */
  grow(): boolean {
    const from = (this.#frames.length - 1) * this.#every;
    const last = this.#frames.at(-1);
    if (!last || from + this.#every > this.#events.length) return false;
    this.#frames.push(frameAfter(last, this.#events.slice(from, from + this.#every)));
    return true;
  }

  /** The nearest keyframe that is not beyond a version of the log. */
  before(version: number): Frame {
    const index = Math.floor(version / this.#every);
    while (this.#frames.length <= index && this.grow());
    return this.#frames[index] ?? emptyFrame;
  }

  /** What the whole log adds up to. */
  get end(): Frame {
    const frame = this.before(this.#events.length);
    return frameAfter(frame, this.#events.slice(frame.state.version));
  }
}
