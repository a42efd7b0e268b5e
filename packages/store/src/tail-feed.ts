import type { GameEvent } from '@ack-attack/engine';
import { decodeEvents } from './json-text.ts';
import type { TailListener } from './port.ts';

/** Reads at most `limit` events after a version; none of an unknown session. */
export type ReadLog = (id: string, afterVersion: number, limit: number) => Promise<readonly GameEvent[]>;

interface Subscription {
  readonly id: string;
  readonly listener: TailListener;
  version: number;
  reading: boolean;
  /** More may be in the log than the read under way will find. */
  behind: boolean;
  ended: boolean;
}

const pageEvents = 1_000;

/** The error of a listener is nobody's to handle here, so it becomes an uncaught one. */
function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/**
 * Serves the tails of a store: hands appended events on directly to those that are up to date, and lets all others
 * catch up by reading the log, page by page.
 */
export class TailFeed {
  readonly #read: ReadLog;
  readonly #onError: (error: unknown) => void;
  readonly #subscriptions = new Map<string, Set<Subscription>>();

  /** `onError` is told what listeners throw and reads reject with; without it these become uncaught exceptions. */
  constructor(read: ReadLog, onError: (error: unknown) => void = throwUncaught) {
    this.#read = read;
    this.#onError = onError;
  }

  /** Starts a tail as `SessionStore.tail` promises it; returns its unsubscribe. */
  subscribe(id: string, afterVersion: number, listener: TailListener): () => void {
    const subscription = { id, listener, version: afterVersion, reading: false, behind: false, ended: false };
    const others = this.#subscriptions.get(id);
    if (others) others.add(subscription);
    else this.#subscriptions.set(id, new Set([subscription]));
    void this.#catchUp(subscription);
    return () => this.#end(subscription);
  }

  /**
   * Tells the feed that a log has reached a version; `texts` are the JSON texts of its last `count` events, where they
   * are at hand. One text may hold several with commas between them.
   */
  advance(id: string, version: number, texts: readonly string[] = [], count = texts.length): void {
    for (const subscription of [...(this.#subscriptions.get(id) ?? [])]) {
      if (subscription.ended || subscription.version >= version) continue;
      if (!subscription.reading && count > 0 && subscription.version === version - count) {
        this.#deliver(subscription, decodeEvents(texts));
      } else {
        void this.#catchUp(subscription);
      }
    }
  }

  /** Ends all tails of a session. */
  end(id: string): void {
    for (const subscription of [...(this.#subscriptions.get(id) ?? [])]) this.#end(subscription);
  }

  /** Ends all tails. */
  close(): void {
    for (const id of [...this.#subscriptions.keys()]) this.end(id);
  }

  #end(subscription: Subscription): void {
    subscription.ended = true;
    const others = this.#subscriptions.get(subscription.id);
    others?.delete(subscription);
    if (others?.size === 0) this.#subscriptions.delete(subscription.id);
  }

  #deliver(subscription: Subscription, events: readonly GameEvent[]): void {
    subscription.version += events.length;
    try {
      subscription.listener(events, subscription.version);
    } catch (error) {
      this.#onError(error);
    }
  }

  async #catchUp(subscription: Subscription): Promise<void> {
    subscription.behind = true;
    if (subscription.reading) return;
    subscription.reading = true;
    try {
      while (subscription.behind) {
        subscription.behind = false;
        const events = await this.#read(subscription.id, subscription.version, pageEvents);
        if (subscription.ended) return;
        if (events.length === 0) continue;
        subscription.behind = true;
        this.#deliver(subscription, events);
      }
    } catch (error) {
      if (!subscription.ended) this.#onError(error);
    } finally {
      subscription.reading = false;
    }
  }
}
