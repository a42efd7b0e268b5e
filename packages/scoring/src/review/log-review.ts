import type { GameEvent, SessionState } from '@ack-attack/engine';
import { AnswerCollector, type GivenAnswer } from '../skills/given-answers.ts';
import { MarkCollector } from '../skills/marks.ts';
import type { CraftMark } from '../skills/marks-table.ts';
import { MomentCollector } from '../moments/moments.ts';
import type { Moment } from '../moments/moments-table.ts';
import { emptyScoreboard, foldScoreboard, type Scoreboard } from '../ledger/scoreboard.ts';
import { RuleContextFold } from '../history/rule-context.ts';

/** What one round's log shows, once its bell has rung. Plain JSON. */
export interface RoundReview {
  round: number;
  /** By lane, then from the heaviest on. */
  moments: readonly Moment[];
  /** In the order of the log. */
  marks: readonly CraftMark[];
}

/**
 * Reviews a log as it grows, event by event, so that a long one need not be gone through at one go. Finds the same as
 * `moments` and `craftMarks`, and keeps of a round that is over nothing else.
 */
export class LogReview {
  #marks = new MarkCollector();
  #moments = new MomentCollector();
  #rounds: readonly RoundReview[] = [];
  #scoreboard = emptyScoreboard;
  readonly #answers = new AnswerCollector();
  readonly #fold = new RuleContextFold((turn) => {
    this.#marks.look(turn);
    this.#moments.look(turn);
  });

  /** How many events were taken. */
  get version(): number {
    return this.#fold.version;
  }

  /** After the events taken so far. */
  get state(): SessionState {
    return this.#fold.state;
  }

  get scoreboard(): Scoreboard {
    return this.#scoreboard;
  }

  /** Every round whose bell has rung. */
  get rounds(): readonly RoundReview[] {
    return this.#rounds;
  }

  /** Answers to all closed questions, in the order of the log. */
  get answers(): readonly GivenAnswer[] {
    return this.#answers.counted;
  }

  /** @param event the next one of the log */
  take(event: GameEvent): void {
    this.#fold.take(event);
    this.#answers.take(event, this.version);
    // The scoreboard looks at these two only, and at the state right after them.
    if (event.type !== 'bellRang' && event.type !== 'predictionMade') return;
    this.#scoreboard = foldScoreboard(this.#scoreboard, this.state, event);
    if (event.type !== 'bellRang') return;
    const review = { moments: this.#moments.found(), marks: this.#marks.found() };
    this.#rounds = [...this.#rounds, { round: this.state.round, ...review }];
    this.#marks = new MarkCollector();
    this.#moments = new MomentCollector();
  }
}
