import { emptySession, evolveAll, type GameEvent, type SessionState } from '@ack-attack/engine';
import type { SessionStore } from '@ack-attack/store';
import { isHidden } from './room-view.ts';

/** Stands in the log before the first event that may not be told yet. */
export function startsHidden(event: GameEvent, state: SessionState): boolean {
  return isHidden(state) && event.type === 'roundStarted' && event.round === state.round;
}

const pageEvents = 500;

/**
 * The log as far as its truth may be told, page by page: up to now, or up to the start of a round that is not revealed
 * yet. It may be read more than once and ends where it ended when it was asked for. Rejects where the store fails.
 */
export function revealedPages(store: SessionStore, state: SessionState): AsyncIterable<readonly GameEvent[]> {
  return {
    async *[Symbol.asyncIterator]() {
      for (let version = 0; version < state.version; version += pageEvents) {
        const page = await store.read(state.id, version, Math.min(pageEvents, state.version - version));
        const end = page.findIndex((event) => startsHidden(event, state));
        yield end === -1 ? page : page.slice(0, end);
        if (end !== -1) return;
      }
    },
  };
}

/** The same at once. */
export async function readRevealed(store: SessionStore, state: SessionState): Promise<readonly GameEvent[]> {
  const events: GameEvent[] = [];
  for await (const page of revealedPages(store, state)) events.push(...page);
  return events;
}

/** The same of a session that need not be awake. Rejects where there is none. */
export async function readRevealedOf(store: SessionStore, id: string): Promise<readonly GameEvent[]> {
  const events = await store.read(id, 0);
  const state = evolveAll(emptySession, events);
  const end = events.findIndex((event) => startsHidden(event, state));
  return end === -1 ? events : events.slice(0, end);
}
