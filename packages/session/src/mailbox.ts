import { decide, type Command, type GameEvent } from '@ack-attack/engine';
import type { SessionStore } from '@ack-attack/store';
import { AnswerMemory, hostActor, type Actor, type Outcome } from './answer-memory.ts';
import { catchUp } from './recovery.ts';
import { foldEvents, type SessionFold } from './session-fold.ts';
import type { Shell } from './shell.ts';

/** Commands that may wait; beyond it a room refuses instead of growing. */
const mailboxLimit = 1_000;
const retryAfterMs = 1_000;

interface Pending {
  command: Command;
  answer: (outcome: Outcome) => void;
}

interface Attempt {
  events: GameEvent[];
  outcomes: Outcome[];
  memory: AnswerMemory;
}

export interface MailboxOptions {
  id: string;
  store: SessionStore;
  shell: Shell;
  fold: SessionFold;
  /** Called when the fold has moved on, before anybody is answered. */
  onMoved: (fold: SessionFold) => void;
}

/**
 * Commands in, answers out. All commands that wait are decided one after the other and appended together; only
 * what is durable is folded, shown and answered.
 */
export class Mailbox {
  readonly #id: string;
  readonly #store: SessionStore;
  readonly #shell: Shell;
  readonly #onMoved: (fold: SessionFold) => void;
  readonly #memory = new AnswerMemory();
  #fold: SessionFold;
  #queue: Pending[] = [];
  #working = false;
  #closed = false;
  /** The highest version that the store has told of. */
  #seen = 0;
  readonly #stopTail: () => void;
  #cancelRetry: (() => void) | undefined;

  constructor({ id, store, shell, fold, onMoved }: MailboxOptions) {
    this.#id = id;
    this.#store = store;
    this.#shell = shell;
    this.#fold = fold;
    this.#onMoved = onMoved;
    this.#stopTail = store.tail(id, fold.state.version, (_events, version) => {
      this.#seen = Math.max(this.#seen, version);
      void this.#work();
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
    const { hostLast, consoles, players } = this.#fold.state;
    const last =
      actor === 'host'
        ? hostLast
        : (consoles.find(({ id }) => hostActor(id) === actor) ?? players.find(({ id }) => id === actor))?.last;
    return Math.max(last?.seq ?? 0, this.#memory.floor(actor));
  }

  /** Resolves with the command's outcome; `store-unavailable` means that it may be given again. */
  submit(command: Command): Promise<Outcome> {
    if (this.#closed || this.#queue.length >= mailboxLimit) {
      return Promise.resolve({ outcome: 'rejected', code: 'store-unavailable' });
    }
    return new Promise((answer) => {
      this.#queue.push({ command, answer });
      void this.#work();
    });
  }

  close(): void {
    this.#closed = true;
    this.#stopTail();
    this.#cancelRetry?.();
  }

  async #work(): Promise<void> {
    if (this.#working || this.#closed) return;
    this.#working = true;
    try {
      // Whoever calls in the same turn travels in the same append.
      await Promise.resolve();
      while (this.#queue.length > 0 || this.#seen > this.#fold.state.version) {
        const batch = this.#queue;
        this.#queue = [];
        const served = await this.#commit(batch);
        // What others wrote is asked for again, but not of a store that has just failed.
        if (!served && this.#queue.length === 0) {
          this.#cancelRetry ??= this.#shell.schedule(() => {
            this.#cancelRetry = undefined;
            void this.#work();
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
            await this.#catchUp();
            if (this.#fold.state.version === version) throw new Error(`no tail behind version ${version}`);
            continue;
          }
          this.#move(foldEvents(this.#fold, attempt.events));
        }
        this.#memory.absorb(attempt.memory);
        batch.forEach(({ answer }, index) => answer(attempt.outcomes[index] ?? unavailable));
        return true;
      }
    } catch (error) {
      // What the store has not surely taken is neither shown nor answered as decided.
      this.#shell.report(error, 'append');
      for (const { answer } of batch) answer(unavailable);
      return false;
    }
  }

  async #catchUp(): Promise<void> {
    const fold = await catchUp(this.#store, this.#id, this.#fold);
    if (fold.state.version > this.#fold.state.version) this.#move(fold);
  }

  #move(fold: SessionFold): void {
    this.#fold = fold;
    try {
      this.#onMoved(fold);
    } catch (error) {
      this.#shell.report(error, 'publish');
    }
  }

  #decideAll(batch: readonly Pending[]): Attempt {
    const memory = new AnswerMemory(this.#memory);
    const attempt: Attempt = { events: [], outcomes: [], memory };
    const now = this.#shell.now();
    let { state } = this.#fold;
    for (const { command } of batch) {
      let outcome = recall(memory, command);
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

  #decide(
    state: SessionFold['state'],
    command: Command,
    now: number,
    memory: AnswerMemory,
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
      this.#shell.report(error, 'decide');
      return { outcome: 'rejected', code: 'internal' };
    }
  }
}

const unavailable: Outcome = { outcome: 'rejected', code: 'store-unavailable' };

function actorOf(command: Command): Actor | undefined {
  if (command.by === 'player') return command.player;
  return command.by === 'host' ? hostActor(command.device) : undefined;
}

function recall(memory: AnswerMemory, command: Command): Outcome | undefined {
  const actor = actorOf(command);
  return actor && 'seq' in command ? memory.recall(actor, command.seq, command.id) : undefined;
}

/** A number that came too late raises no floor, or a stray one could lock its own actor out. */
function keep(memory: AnswerMemory, command: Command, outcome: Outcome): void {
  const actor = actorOf(command);
  if (!actor || !('seq' in command)) return;
  if (outcome.outcome === 'rejected' && outcome.code === 'stale-command') return;
  memory.keep(actor, command.seq, command.id, outcome);
}
