import type { PlayerId } from '@ack-attack/engine';
import type { ErrorCode } from '@ack-attack/protocol';

/** How a command ended. `version` is the log's version with its events. */
export type Outcome = { outcome: 'accepted'; version: number } | { outcome: 'rejected'; code: ErrorCode };

/** An origin of numbered commands: a player, the host at no console, or one of the host's consoles. */
export type Actor = PlayerId | 'host' | `console/${string}`;

/** @param device the console's own name; without one it is the host at no console */
export function hostActor(device: string | undefined): Actor {
  return device === undefined ? 'host' : `console/${device}`;
}

interface Answers {
  /** The highest sequence number that was answered. */
  floor: number;
  /** By command ID, oldest first. */
  byId: Map<string, { seq: number; outcome: Outcome }>;
}

const answersKept = 64;

/**
 * The answers that were given, so that a repeat gets the same one. Accepted commands are in the log; what was
 * rejected is only here, and a late duplicate of it must not be accepted once the state has changed.
 */
export class ReplyCache {
  readonly #actors = new Map<Actor, Answers>();
  readonly #below: ReplyCache | undefined;

  /** @param below the memory that this one lies over, for answers that may still be taken back */
  constructor(below?: ReplyCache) {
    this.#below = below;
  }

  /** The answer to a repeat. A command that was accepted is recognised by its ID under any number. */
  recall(actor: Actor, seq: number, id: string): Outcome | undefined {
    const known = this.#actors.get(actor)?.byId.get(id);
    if (known && (known.seq === seq || known.outcome.outcome === 'accepted')) return known.outcome;
    return this.#below?.recall(actor, seq, id);
  }

  floor(actor: Actor): number {
    return Math.max(this.#actors.get(actor)?.floor ?? 0, this.#below?.floor(actor) ?? 0);
  }

  keep(actor: Actor, seq: number, id: string, outcome: Outcome): void {
    let answers = this.#actors.get(actor);
    if (!answers) this.#actors.set(actor, (answers = { floor: 0, byId: new Map() }));
    answers.floor = Math.max(answers.floor, seq);
    answers.byId.set(id, { seq, outcome });
    for (const oldest of answers.byId.keys()) {
      if (answers.byId.size <= answersKept) break;
      answers.byId.delete(oldest);
    }
  }

  /** Takes over everything that lies in another memory. */
  absorb(other: ReplyCache): void {
    for (const [actor, answers] of other.#actors) {
      for (const [id, { seq, outcome }] of answers.byId) this.keep(actor, seq, id, outcome);
    }
  }
}
