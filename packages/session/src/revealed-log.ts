import type { GameEvent, SessionState } from '@ack-attack/engine';
import type { SessionStore } from '@ack-attack/store';
import { isHidden } from './room-view.ts';

/** Stands in the log before the first event that may not be told yet. */
export function startsHidden(event: GameEvent, state: SessionState): boolean {
  return isHidden(state) && event.type === 'roundStarted' && event.round === state.round;
}

/**
 * The log as far as its truth may be told: up to now, or up to the start of a round that is not revealed yet.
 * Rejects where the store fails.
 */
export async function readRevealed(store: SessionStore, state: SessionState): Promise<readonly GameEvent[]> {
  const events = await store.read(state.id, 0, state.version);
  const end = events.findIndex((event) => startsHidden(event, state));
  return end === -1 ? events : events.slice(0, end);
}
