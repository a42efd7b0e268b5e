import { emptySession, evolve, isLaneEvent, type GameEvent, type SessionState } from '@ack-attack/engine';
import type { SessionStore } from '@ack-attack/store';
import { isHidden } from '../views/room-view.ts';

/** What says how far a session's log may be told. */
export type RevealState = Pick<SessionState, 'id' | 'version' | 'phase' | 'round'>;

/** Stands in the log before the first event that may not be told yet. */
function startsHidden(event: GameEvent, state: RevealState): boolean {
  return isHidden(state) && event.type === 'roundStarted' && event.round === state.round;
}

/** Few enough that reading and parsing them holds nobody up. */
const pageEvents = 200;

/**
 * The log as far as its truth may be told, page by page: up to now, or up to the start of a round that is not revealed
 * yet. It may be read more than once and ends where it ended when it was asked for. Rejects where the store fails.
 *
 * @param after the version to begin after, which must not be beyond that end
 */
export function revealedPages(store: SessionStore, state: RevealState, after = 0): AsyncIterable<readonly GameEvent[]> {
  return {
    async *[Symbol.asyncIterator]() {
      for (let version = after; version < state.version; version += pageEvents) {
        const page = await store.read(state.id, version, Math.min(pageEvents, state.version - version));
        const end = page.findIndex((event) => startsHidden(event, state));
        yield end === -1 ? page : page.slice(0, end);
        if (end !== -1) return;
      }
    },
  };
}

/**
 * How far the log of a session may be told that need not be awake. Rejects where there is none.
 *
 * @param paced gives the pages one by one, so that others have their turn in between
 */
export async function readRevealState(
  store: SessionStore,
  id: string,
  paced: (pages: AsyncIterable<readonly GameEvent[]>) => AsyncIterable<readonly GameEvent[]>,
): Promise<RevealState> {
  let state = emptySession;
  let version = 0;
  for await (const page of paced(allPages(store, id))) {
    // What happens in lanes does not change the phase.
    for (const event of page) if (!isLaneEvent(event)) state = evolve(state, event);
    version += page.length;
  }
  return { id, version, phase: state.phase, round: state.round };
}

async function* allPages(store: SessionStore, id: string): AsyncGenerator<readonly GameEvent[]> {
  for (let version = 0; ; version += pageEvents) {
    const page = await store.read(id, version, pageEvents);
    yield page;
    if (page.length < pageEvents) return;
  }
}
