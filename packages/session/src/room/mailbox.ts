import type { Command, GameEvent } from '@ack-attack/engine';
import { StoreError, type SessionStore } from '@ack-attack/store';
import { ReplyCache, type Actor, type Outcome } from '../base/reply-cache.ts';
import { catchUp } from '../log/recovery.ts';
import { foldEvents, type SessionFold } from '../log/session-fold.ts';
import { lastInLog, resultInTurn, unavailable } from './acceptance.ts';
import type { EventPace, SessionLimits } from './session-quota.ts';
import type { Runtime } from '../base/runtime.ts';
import type { WriterHint } from './writer-hint.ts';

/** Commands that may wait; beyond it a room refuses instead of growing. */
const mailboxLimit = 1_000;
const retryAfterMs = 1_000;

interface Pending {
  command: Command;
  /** The player's connection that it came over. */
  via?: string;
  answer: (outcome: Outcome) => void;
}

interface Attempt {
  events: GameEvent[];
  outcomes: Outcome[];
  memory: ReplyCache;
}

export interface MailboxOptions {
  id: string;
  store: SessionStore;
  runtime: Runtime;
  fold: SessionFold;
  turn: Pick<WriterHint, 'wrote' | 'heard'>;
  limits: SessionLimits;
  pace: EventPace;
  /** Called when the fold has moved on, before anybody is answered. */
  onMoved: (fold: SessionFold) => void;
  /** Called with whether an append worked. */
  onSaved: (worked: boolean) => void;
  /** The fold is invalid from here on. `deleted`: the log is gone; else it is not the log that was folded. */
  onLost: (deleted: boolean) => void;
}

/**
 * Commands in, answers out. All commands that wait are decided one after the other and appended together; only
 * what is durable is folded, shown and answered.
 */
export class Mailbox {
  readonly #id: string;
  readonly #store: SessionStore;
  readonly #runtime: Runtime;
  readonly #turn: MailboxOptions['turn'];
  readonly #limits: SessionLimits;
  readonly #pace: EventPace;
  readonly #onMoved: (fold: SessionFold) => void;
  readonly #onSaved: (worked: boolean) => void;
  readonly #onLost: (deleted: boolean) => void;
  readonly #memory = new ReplyCache();
  #fold: SessionFold;
  #queue: Pending[] = [];
  #working = false;
  #worked: Promise<void> = Promise.resolve();
  #closed = false;
  /** The highest version that the store has told of. */
  #seen = 0;
  /** What others have appended, as the store brought it. */
  #heard: { events: readonly GameEvent[]; version: number }[] = [];
  readonly #stopTail: () => void;
  #cancelRetry: (() => void) | undefined;

  constructor({ id, store, runtime, fold, turn, limits, pace, onMoved, onSaved, onLost }: MailboxOptions) {
    this.#limits = limits;
    this.#pace = pace;
    this.#id = id;
    this.#store = store;
    this.#runtime = runtime;
    this.#fold = fold;
    this.#turn = turn;
    this.#onMoved = onMoved;
    this.#onSaved = onSaved;
    this.#onLost = onLost;
    this.#stopTail = store.tail(id, fold.state.version, (events, version) => {
      this.#seen = Math.max(this.#seen, version);
      if (version > this.#fold.state.version) this.#heard.push({ events, version });
      this.#work();
    });
  }

  get fold(): SessionFold {
    return this.#fold;
  }

  get idle(): boolean {
    return !this.#working && this.#queue.length === 0;
  }

  /** The highest sequence number of an actor that was answered, accepted or not. */
  lastSeq(actor: Actor): number {
    return Math.max(lastInLog(this.#fold.state, actor)?.seq ?? 0, this.#memory.floor(actor));
  }

  /** Resolves with the command's outcome; `store-unavailable` means that it may be given again. */
  submit(command: Command, via?: string): Promise<Outcome> {
    if (this.#closed || this.#queue.length >= mailboxLimit) {
      return Promise.resolve(unavailable);
    }
    return new Promise((answer) => {
      this.#queue.push({ command, answer, ...(via === undefined ? {} : { via }) });
      this.#work();
    });
  }

  /**
   * Resolves once everything is folded that the log held when it was asked; with false where there is no log any more.
   * Rejects where the store fails.
   */
  async refresh(): Promise<boolean> {
    const record = await this.#store.find(this.#id);
    if (!record || record.version <= this.#fold.state.version) return record !== undefined;
    this.#seen = Math.max(this.#seen, record.version);
    // A command in the mailbox is decided on a fold that has caught up.
    await this.submit({ by: 'server', command: { type: 'tick' } });
    return true;
  }

  close(): void {
    this.#closed = true;
    this.#stopTail();
    this.#cancelRetry?.();
  }

  /** Resolves when what was given before the end is written and answered. */
  get settled(): Promise<void> {
    return this.#worked;
  }

  #work(): void {
    if (this.#working || this.#closed) return;
    this.#working = true;
    this.#worked = this.#workOff();
  }

  async #workOff(): Promise<void> {
    try {
      // Commands of the same turn of the event loop share an append.
      await Promise.resolve();
      while (this.#queue.length > 0 || this.#seen > this.#fold.state.version) {
        const batch = this.#queue;
        this.#queue = [];
        const served = await this.#commit(batch);
        // What others wrote is asked for again, but not of a store that has just failed.
        if (!served && this.#queue.length === 0) {
          this.#cancelRetry ??= this.#runtime.schedule(() => {
            this.#cancelRetry = undefined;
            this.#work();
          }, retryAfterMs);
          break;
        }
      }
    } finally {
      this.#working = false;
    }
  }

  async #commit(batch: readonly Pending[]): Promise<boolean> {
    try {
      if (this.#seen > this.#fold.state.version) await this.#catchUp();
      for (;;) {
        const attempt = this.#decideAll(batch);
        const { version } = this.#fold.state;
        if (attempt.events.length > 0) {
          const result = await this.#store.append(this.#id, version, attempt.events);
          if (result.outcome === 'conflict') {
            if (result.version < version) {
              throw new StoreError('log-rewritten', `the log is at version ${result.version} behind ${version}`);
            }
            this.#seen = Math.max(this.#seen, result.version);
            await this.#catchUp();
            if (this.#fold.state.version === version) throw new Error(`no tail behind version ${version}`);
            continue;
          }
          this.#onSaved(true);
          this.#turn.wrote();
          this.#pace.wrote(attempt.events.length);
          // Deciding has folded them into states already. Scores need the state between any two events, and what is
          // shown is to be what a recovery from the log would show, so they are folded once more, by the same function.
          this.#move(foldEvents(this.#fold, attempt.events));
        }
        this.#memory.absorb(attempt.memory);
        batch.forEach(({ answer }, index) => answer(attempt.outcomes[index] ?? unavailable));
        return true;
      }
    } catch (error) {
      // What the store has not surely taken is neither shown nor answered as decided.
      this.#runtime.report(error, 'append');
      this.#onSaved(false);
      // Commands behind them have waited for the same store, and are not to wait for it twice.
      const waiting = isAway(error) ? this.#queue.splice(0) : [];
      for (const { answer } of [...batch, ...waiting]) answer(unavailable);
      if (isLost(error)) this.#onLost(error.code === 'unknown-session');
      return false;
    }
  }

  async #catchUp(): Promise<void> {
    let fold = this.#fold;
    for (const { events, version } of this.#heard) {
      if (version - events.length === fold.state.version) fold = foldEvents(fold, events);
    }
    this.#heard = [];
    if (fold.state.version < this.#seen) fold = await catchUp(this.#store, this.#id, fold);
    if (fold.state.version === this.#fold.state.version) return;
    this.#turn.heard();
    this.#move(fold);
  }

  #move(fold: SessionFold): void {
    this.#fold = fold;
    try {
      this.#onMoved(fold);
    } catch (error) {
      this.#runtime.report(error, 'publish');
    }
  }

  #decideAll(batch: readonly Pending[]): Attempt {
    const replies = new ReplyCache(this.#memory);
    const attempt: Attempt = { events: [], outcomes: [], memory: replies };
    const circumstances = {
      now: this.#runtime.now(),
      replies,
      limits: this.#limits,
      restMs: this.#pace.restMs(),
      report: (error: unknown, where: string) => this.#runtime.report(error, where),
    };
    let { state } = this.#fold;
    for (const { command, via } of batch) {
      const result = resultInTurn(state, command, via, circumstances);
      for (const event of result.events) attempt.events.push(event);
      attempt.outcomes.push(result.outcome);
      state = result.state;
    }
    return attempt;
  }
}

function isAway(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'away';
}

const lostCodes: ReadonlySet<string> = new Set(['log-rewritten', 'unknown-session', 'damaged', 'newer-file']);

function isLost(error: unknown): error is StoreError {
  return error instanceof StoreError && lostCodes.has(error.code);
}
