import { decide, type Command, type GameEvent } from '@ack-attack/engine';
import { StoreError, type SessionStore } from '@ack-attack/store';
import { ReplyCache, hostActor, type Actor, type Outcome } from '../base/reply-cache.ts';
import { isOlder } from '../base/connection-name.ts';
import { catchUp } from '../log/recovery.ts';
import { foldEvents, type SessionFold } from '../log/session-fold.ts';
import { quotaRefusal, type EventPace, type SessionLimits } from './session-quota.ts';
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
  /** The fold is worth nothing from here on. `deleted`: the log is gone; else it is not what the fold was made of. */
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
    return Math.max(lastOf(this.#fold.state, actor)?.seq ?? 0, this.#memory.floor(actor));
  }

  /** Resolves with the command's outcome; `store-unavailable` means that it may be given again. */
  submit(command: Command, via?: string): Promise<Outcome> {
    if (this.#closed || this.#queue.length >= mailboxLimit) {
      return Promise.resolve({ outcome: 'rejected', code: 'store-unavailable' });
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
    // Whatever waits is decided on a fold that has all of it.
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
      // Whoever calls in the same turn travels in the same append.
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
      // Who waits behind them has waited for the same store, and is not to wait for it twice.
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
    const memory = new ReplyCache(this.#memory);
    const attempt: Attempt = { events: [], outcomes: [], memory };
    const now = this.#runtime.now();
    const restMs = this.#pace.restMs();
    let { state } = this.#fold;
    for (const { command, via } of batch) {
      // Whoever comes back from another server has made this one look at what was done there.
      let outcome = isReplaced(state, command, via)
        ? unavailable
        : isLate(state, command)
          ? superseded
          : (recall(state, memory, command) ?? this.#overQuota(state, command, restMs));
      if (!outcome) {
        const decision = this.#decide(state, command, now, memory);
        if (decision.outcome === 'accepted') {
          for (const event of decision.events) attempt.events.push(event);
          state = decision.state;
        }
        outcome = decision.outcome === 'rejected' ? decision : { outcome: 'accepted', version: state.version };
        keep(memory, command, outcome);
      }
      attempt.outcomes.push(outcome);
    }
    return attempt;
  }

  /** What was done before is answered as it was, whatever the quota is. */
  #overQuota(state: SessionFold['state'], command: Command, restMs: number): Outcome | undefined {
    const actor = actorOf(command);
    if (actor && 'id' in command && lastOf(state, actor)?.id === command.id) return undefined;
    const code = quotaRefusal(state, command, this.#limits, restMs);
    return code && { outcome: 'rejected', code };
  }

  #decide(
    state: SessionFold['state'],
    command: Command,
    now: number,
    memory: ReplyCache,
  ):
    | Extract<ReturnType<typeof decide>, { outcome: 'accepted' | 'repeated' }>
    | Extract<Outcome, { outcome: 'rejected' }> {
    try {
      const decision = decide(state, command, now);
      if (decision.outcome === 'rejected') return { outcome: 'rejected', code: decision.rejection.code };
      const actor = actorOf(command);
      if (decision.outcome === 'accepted' && actor && 'seq' in command && command.seq <= memory.floor(actor)) {
        return { outcome: 'rejected', code: 'stale-command' };
      }
      return decision;
    } catch (error) {
      // One command that the engine cannot bear must not take the others of its batch along.
      this.#runtime.report(error, 'decide');
      return { outcome: 'rejected', code: 'internal' };
    }
  }
}

const unavailable = { outcome: 'rejected', code: 'store-unavailable' } as const satisfies Outcome;
const superseded = { outcome: 'rejected', code: 'superseded' } as const satisfies Outcome;

/**
 * Whether a command came over a connection that is not the player's newest. It may have been refused over that one, on
 * another server, and must not be accepted here behind the player's back.
 */
function isReplaced({ players }: SessionFold['state'], command: Command, via: string | undefined): boolean {
  if (via === undefined || command.by !== 'player') return false;
  return players.find(({ id }) => id === command.player)?.via !== via;
}

/** Whether a connection is announced only after the player has a newer one, as where a server had to wait for the store. */
function isLate({ players }: SessionFold['state'], given: Command): boolean {
  if (given.by !== 'server' || given.command.type !== 'setPlayerConnected') return false;
  const { player, connected, via } = given.command;
  const newest = players.find(({ id }) => id === player)?.via;
  return connected && via !== undefined && newest !== undefined && isOlder(via, newest);
}

function isAway(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'away';
}

const lostCodes: ReadonlySet<string> = new Set(['log-rewritten', 'unknown-session', 'damaged', 'newer-file']);

function isLost(error: unknown): error is StoreError {
  return error instanceof StoreError && lostCodes.has(error.code);
}

function actorOf(command: Command): Actor | undefined {
  if (command.by === 'player') return command.player;
  return command.by === 'host' ? hostActor(command.device) : undefined;
}

/** The answer that was given here, unless another server has accepted what was refused here. */
function recall(state: SessionFold['state'], memory: ReplyCache, command: Command): Outcome | undefined {
  const actor = actorOf(command);
  if (!actor || !('seq' in command) || lastOf(state, actor)?.id === command.id) return undefined;
  return memory.recall(actor, command.seq, command.id);
}

function lastOf({ hostLast, consoles, players }: SessionFold['state'], actor: Actor) {
  if (actor === 'host') return hostLast;
  return (consoles.find(({ id }) => hostActor(id) === actor) ?? players.find(({ id }) => id === actor))?.last;
}

/** A number that came too late raises no floor, or a stray one could lock its own actor out. */
function keep(memory: ReplyCache, command: Command, outcome: Outcome): void {
  const actor = actorOf(command);
  if (!actor || !('seq' in command)) return;
  if (outcome.outcome === 'rejected' && outcome.code === 'stale-command') return;
  memory.keep(actor, command.seq, command.id, outcome);
}
