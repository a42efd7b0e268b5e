import type { SessionState } from '@ack-attack/engine';
import { LogReview, type GivenAnswer, type RoundReview } from '@ack-attack/scoring';
import type { SessionStore } from '@ack-attack/store';
import { startsHidden } from './revealed-log.ts';
import type { Shell } from './shell.ts';

/** Events that are gone through at one go; other sessions have their turn after them. */
const atOnce = 200;

/** What may be told of a session's log. */
export interface ToldReview {
  rounds: readonly RoundReview[];
  answers: readonly GivenAnswer[];
}

/** What marks, moments and answers a session's log shows. It is worked out when somebody asks, each event once. */
export class SessionReview {
  readonly #store: SessionStore;
  readonly #shell: Shell;
  readonly #review = new LogReview();
  #working: Promise<void> = Promise.resolve();

  constructor(store: SessionStore, shell: Shell) {
    this.#store = store;
    this.#shell = shell;
  }

  /**
   * Every round whose truth may be told, and the answers to all closed questions up to there. Rejects where the store
   * fails; it can be asked again.
   *
   * @param state the session's newest state
   */
  async told(state: SessionState): Promise<ToldReview> {
    // Whoever asks meanwhile waits for the same work.
    const work = this.#working.then(() => this.#catchUp(state));
    this.#working = work.catch(() => undefined);
    await work;
    // Another one may have asked later, and gone further.
    const rounds = this.#review.rounds.filter(({ round }) => round <= state.round);
    return { rounds, answers: this.#review.answers };
  }

  async #catchUp(state: SessionState): Promise<void> {
    for (;;) {
      const { version } = this.#review;
      if (version >= state.version) return;
      const events = await this.#store.read(state.id, version, Math.min(atOnce, state.version - version));
      for (const event of events) {
        if (startsHidden(event, state)) return;
        this.#review.take(event);
      }
      if (events.length < atOnce) return;
      await new Promise<void>((resolve) => void this.#shell.schedule(resolve, 0));
    }
  }
}
