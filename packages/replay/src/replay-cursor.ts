import { emptySession, evolve, gameTime, type GameEvent, type SessionState } from '@ack-attack/engine';
import { emptyScoreboard, foldScoreboard, type Scoreboard } from '@ack-attack/scoring';

/** What a log adds up to at one version. */
interface Frame {
  state: SessionState;
  scoreboard: Scoreboard;
}

/**
 * Moves through a log. States share what did not change between them, so keyframes are kept whole, and no seek
 * folds more than `every` events.
 */
export class ReplayCursor {
  readonly events: readonly GameEvent[];
  /** How many versions there are beyond 0. */
  readonly length: number;
  /** Session ms of the newest event. */
  readonly duration: number;
  readonly #every: number;
  readonly #keyframes: Frame[];
  #frame: Frame;
  #at: number;

  /**
   * Stands at the beginning, where nothing has happened.
   *
   * @param events a whole log, oldest first
   * @param every events between two keyframes
   */
  constructor(events: readonly GameEvent[], every = 200) {
    if (!Number.isInteger(every) || every < 1) throw new RangeError('keyframes are at least one event apart');
    this.events = events;
    this.length = events.length;
    this.#every = every;
    let frame: Frame = { state: emptySession, scoreboard: emptyScoreboard };
    this.#keyframes = [frame];
    for (const [index, event] of events.entries()) {
      frame = next(frame, event);
      if ((index + 1) % every === 0) this.#keyframes.push(frame);
    }
    this.duration = frame.state.at;
    this.#frame = this.#keyframes[0] ?? frame;
    this.#at = 0;
  }

  /** How many events have happened. */
  get version(): number {
    return this.#frame.state.version;
  }

  get state(): SessionState {
    return this.#frame.state;
  }

  get scoreboard(): Scoreboard {
    return this.#frame.scoreboard;
  }

  /** Session ms where the cursor stands, which may lie between two events. */
  get at(): number {
    return this.#at;
  }

  /** Game ms where the cursor stands. It stands still through pauses and while nobody served the session. */
  get gameTime(): number {
    const { state } = this.#frame;
    const now = gameTime(state, this.#at);
    const coming = this.events[this.version];
    if (coming?.type !== 'clockHeld') return now;
    return Math.min(now, gameTime(state, coming.at - coming.forMs));
  }

  /** Goes to where `version` events have happened; beyond an end, to that end. */
  seek(version: number): void {
    this.#goTo(version);
    this.#at = this.#frame.state.at;
  }

  /** Goes to a session time in ms: everything up to and at that time has happened. */
  seekTime(atMs: number): void {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.events[middle]?.at ?? Infinity) <= atMs) low = middle + 1;
      else high = middle;
    }
    this.#goTo(low);
    this.#at = Math.min(Math.max(atMs, this.#frame.state.at), this.duration);
  }

  /** Goes some events on, or back where `by` is negative. */
  step(by = 1): void {
    this.seek(this.version + by);
  }

  #goTo(version: number): void {
    const target = Math.min(Math.max(Math.trunc(version), 0), this.length);
    const key = Math.floor(target / this.#every);
    const keyframe = this.#keyframes[key];
    // From here on where that is nearer than the keyframe.
    if (keyframe && (this.version > target || this.version < key * this.#every)) this.#frame = keyframe;
    for (const event of this.events.slice(this.version, target)) this.#frame = next(this.#frame, event);
  }
}

function next({ state, scoreboard }: Frame, event: GameEvent): Frame {
  const after = evolve(state, event);
  return { state: after, scoreboard: foldScoreboard(scoreboard, after, event) };
}
