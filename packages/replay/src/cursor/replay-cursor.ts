import { gameTime, lastOf, type GameEvent, type SessionState } from '@ack-attack/engine';
import type { Scoreboard } from '@ack-attack/scoring';
import { frameAfter, Keyframes, type Frame } from './keyframes.ts';

/** Moves through a log. No seek folds more events than lie between two keyframes, where these are folded. */
export class ReplayCursor {
  readonly events: readonly GameEvent[];
  /** How many versions there are beyond 0. */
  readonly length: number;
  /** Session ms of the newest event. */
  readonly duration: number;
  readonly #keyframes: Keyframes;
  #frame: Frame;
  #at = 0;

  /**
   * Stands where its keyframes begin.
   *
   * @param events a whole log, oldest first
   * @param keyframes the log's, or those of the stretch of it that the cursor keeps to
   */
  constructor(events: readonly GameEvent[], keyframes = new Keyframes(events)) {
    this.events = events;
    this.length = events.length;
    this.#keyframes = keyframes;
    this.#frame = keyframes.start;
    this.duration = lastOf(events)?.at ?? 0;
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

  /** Game ms where the cursor stands. It stands still through pauses and while no server ran the session. */
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
    const target = Math.min(Math.max(Math.trunc(version), this.#keyframes.start.state.version), this.length);
    if (target === this.version) return;
    const keyframe = this.#keyframes.before(target);
    // From here on where that is nearer than the keyframe.
    if (this.version > target || this.version < keyframe.state.version) this.#frame = keyframe;
    this.#frame = frameAfter(this.#frame, this.events.slice(this.version, target));
  }
}
