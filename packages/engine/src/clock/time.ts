import type { DecisionContext } from '../draft/decision-context.ts';
import { gameTime } from '../evolve/evolve.ts';
import type { LaneId } from '../base/ids.ts';
import { laneDue, type Due } from './lane-due.ts';
import { coverAfterMs, hostAwayMs, laneLimits, sessionLimits, stallMs } from '../base/limits.ts';
import { find } from '../base/list.ts';
import { nextOrderAt, orderStretch, placeOrder } from '../network/orders.ts';
import { nextStepAt, runStep } from '../network/plan-run.ts';
import { inRound, type SessionState } from '../model/state.ts';

/** Epoch ms of the next automatic event, or undefined where there is none. */
export function nextDueAt(state: SessionState): number | undefined {
  const due = earliestDue(state);
  return due && state.createdAt + due.at;
}

/**
 * Lets everything happen that is due by the draft's time, each at its own time and in order, so that the
 * log does not depend on how often a server looked.
 */
export function advance(draft: DecisionContext): void {
  const now = draft.at;
  holdClock(draft, now);
  for (let steps = 0; steps < sessionLimits.dueEvents; steps++) {
    const due = earliestDue(draft.state);
    if (!due || due.at > now) break;
    draft.at = Math.max(due.at, draft.state.at);
    due.happen(draft);
  }
  draft.at = now;
}

/** Game time stands still while no server was there to let things happen. */
function holdClock(draft: DecisionContext, now: number): void {
  if (draft.state.phase !== 'playing') return;
  const due = earliestGameDue(draft.state);
  if (due && now - Math.max(due.at, draft.state.at) > stallMs) {
    draft.emit({ type: 'clockHeld', forMs: now - Math.max(due.at, draft.state.at) });
  }
}

/** What is due next. `at` is session ms. */
function earliestDue(state: SessionState): Due | undefined {
  return earlier(earliestGameDue(state), earliestSessionDue(state));
}

function earlier(a: Due | undefined, b: Due | undefined): Due | undefined {
  if (!a || !b) return a ?? b;
  return b.at < a.at ? b : a;
}

/** What is due by the session's own clock, which pauses do not stop. */
function earliestSessionDue(state: SessionState): Due | undefined {
  let first: Due | undefined;
  if (state.phase === 'predicting' && state.revealAt !== undefined) {
    first = { at: state.revealAt, happen: (draft) => draft.emit({ type: 'truthRevealed' }) };
  }
  const { quiz } = state;
  if (quiz?.closesAt !== undefined && !quiz.closed) {
    first = earlier(first, { at: quiz.closesAt, happen: (draft) => draft.emit({ type: 'questionsClosed' }) });
  }
  // Outside a round a seat has no work that would wait.
  // A student who plays alone is neither covered nor waited for: the round stands still.
  if (!inRound(state) || state.solo) return first;
  if (state.phase === 'playing' && state.hostGoneAt !== undefined) {
    first = {
      at: state.hostGoneAt + hostAwayMs,
      happen: (draft) => draft.emit({ type: 'roundPaused', cause: 'host-away' }),
    };
  }
  for (const player of state.players) {
    // It is asked several times for each command, and hardly anybody is away.
    if (player.goneAt === undefined) continue;
    const { id, lane: laneId, seat: seatId, goneAt, extraTime = 1 } = player;
    if (laneId === undefined || seatId === undefined) continue;
    const lane = find(state.lanes, laneId);
    if (!lane || find(lane.seats, seatId)?.driver !== 'player') continue;
    first = earlier(first, {
      at: goneAt + coverAfterMs * extraTime,
      happen: (draft) => draft.emit({ type: 'seatCovered', player: id, lane: laneId, seat: seatId }),
    });
  }
  return first;
}

/** What is due by the game's clock. */
function earliestGameDue(state: SessionState): Due | undefined {
  if (state.phase !== 'playing') return undefined;
  const { base, bellAt } = state.clock;
  let at = bellAt;
  let happen: Due['happen'] | undefined;
  const offer = (candidate: number | undefined, what: Due['happen']) => {
    // What is due with the bell happens before it; of two things due together, the one that was there first.
    if (candidate !== undefined && (candidate < at || (candidate === at && !happen))) {
      at = candidate;
      happen = what;
    }
  };
  const lastOrder = lastOrderAt(state);
  for (const lane of state.lanes) {
    const due = laneDue(lane, state.settings);
    if (due) offer(due.at, due.happen);
    if (lane.nextOrderAt !== undefined && lane.nextOrderAt <= lastOrder && lane.orders.length < laneLimits.orders) {
      offer(lane.nextOrderAt, (draft) => scheduledOrder(draft, lane.id));
    }
  }
  offer(nextStepAt(state), runStep);
  return { at: base + at, happen: happen ?? ((draft) => draft.emit({ type: 'bellRang' })) };
}

function scheduledOrder(draft: DecisionContext, laneId: LaneId): void {
  const lane = draft.lane(laneId);
  const { seed, round, settings } = draft.state;
  const now = gameTime(draft.state, draft.at);
  const stretch = orderStretch(lane, settings);
  const next = nextOrderAt(seed, round, laneId, lane.counts.orders + 1, settings, now, stretch);
  placeOrder(draft, laneId, {}, next);
}

/** No order comes too late to be finished. */
function lastOrderAt(state: SessionState): number {
  return state.clock.bellAt - Math.min(8_000, state.settings.roundMs / 4);
}
