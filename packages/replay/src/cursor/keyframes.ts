import { emptySession, evolveAll, lastOf, type GameEvent, type SessionState } from '@ack-attack/engine';
import { emptyScoreboard, foldScoreboard, type Scoreboard } from '@ack-attack/scoring';

/** What a log adds up to at one version. */
export interface Frame {
  state: SessionState;
  scoreboard: Scoreboard;
}

const emptyFrame: Frame = { state: emptySession, scoreboard: emptyScoreboard };

/** Folds many events, in stretches whose intermediate states are not shown. */
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

/** A part of a log that is folded on its own. */
export interface Stretch {
  /** What the log adds up to where the stretch begins. */
  start: Frame;
  /** The last version of it. */
  until: number;
}

/**
 * The fold of a log, or of a stretch of it, at every `every`-th version, as far as it was folded: whatever lies beyond is
 * folded when somebody looks there. States share what did not change between them, so keyframes are kept whole.
 */
export class Keyframes {
  /** Where the stretch begins. */
  readonly start: Frame;
  readonly #events: readonly GameEvent[];
  readonly #every: number;
  readonly #until: number;
  readonly #frames: Frame[];

  /**
   * @param every events between two keyframes, at least 1
   * @param stretch the whole log where it is absent
   */
  constructor(
    events: readonly GameEvent[],
    every = 200,
    { start, until }: Stretch = { start: emptyFrame, until: events.length },
  ) {
    if (!Number.isInteger(every) || every < 1) throw new RangeError('keyframes are at least one event apart');
    this.#events = events;
    this.#every = every;
    this.start = start;
    this.#until = until;
    this.#frames = [start];
  }

  /** Folds on to the next keyframe, in a time that does not grow with the log; false where there is none. */
  grow(): boolean {
    const from = this.start.state.version + (this.#frames.length - 1) * this.#every;
    const last = lastOf(this.#frames);
    if (!last || from + this.#every > this.#until) return false;
    this.#frames.push(frameAfter(last, this.#events.slice(from, from + this.#every)));
    return true;
  }

  /** The nearest keyframe that is not beyond a version of the log. */
  before(version: number): Frame {
    const index = Math.floor((version - this.start.state.version) / this.#every);
    while (this.#frames.length <= index && this.grow());
    return this.#frames[index] ?? this.start;
  }

  /** What the stretch adds up to. */
  get end(): Frame {
    const frame = this.before(this.#until);
    return frameAfter(frame, this.#events.slice(frame.state.version, this.#until));
  }
}
