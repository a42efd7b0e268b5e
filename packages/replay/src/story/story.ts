import {
  emptySession,
  evolve,
  gameTime,
  inRound,
  isLaneEvent,
  type GameEvent,
  type LaneId,
  type MessageId,
  type OrderContent,
  type OrderId,
} from '@ack-attack/engine';
import type { OrderOutcome } from '@ack-attack/scoring';
import { laneOrders } from '../orders/lane-orders.ts';
import type { StoryBeat } from './story-beat.ts';
import { LaneTeller } from './story-teller.ts';

export interface Story {
  round: number;
  lane: LaneId;
  order: OrderId;
  content: OrderContent;
  /** Oldest first. */
  beats: readonly StoryBeat[];
  /** As the bell found it; absent where it has not rung. */
  ending?: { outcome: OrderOutcome; effects: number; points: number; version: number };
}

/** What a story is about. Without a message it is about all that the order was sent in. */
export interface StorySubject {
  round: number;
  lane: LaneId;
  order: OrderId;
  message?: MessageId;
}

/**
 * Tells what happened to one order, or to one of its messages. Pure: the same log gives the same story.
 *
 * @param events a session's log from its beginning, or as much of it as there is yet
 * @returns undefined where the log has no such order
 */
export function story(events: readonly GameEvent[], subject: StorySubject): Story | undefined {
  const { round, lane: laneId, order, message } = subject;
  const teller = new LaneTeller(order);
  const beats: StoryBeat[] = [];
  let content: OrderContent | undefined;
  let ending: Story['ending'];
  let state = emptySession;
  let startedAt = 0;
  for (const [index, event] of events.entries()) {
    if (event.type === 'roundStarted') startedAt = index;
    // No other lane has a say in this one.
    if (isLaneEvent(event) && (event.lane !== laneId || state.round !== round)) continue;
    const before = state;
    state = evolve(state, event);
    if (state.round > round) break;
    if (isLaneEvent(event)) {
      if (event.type === 'orderPlaced' && event.order === order) content = event.content;
      const [old, lane] = [before, state].map(({ lanes }) => lanes.find(({ id }) => id === laneId));
      if (!old || !lane) continue;
      const version = index + 1;
      const at = gameTime(state, state.at);
      for (const told of teller.tell(event, old, lane, { at, profile: state.settings.profile })) {
        if (message === undefined || told.message === undefined || told.message === message) {
          beats.push({ ...told, at, version });
        }
      }
    } else if (inRound(before) && !inRound(state) && state.round === round) {
      const own = laneOrders(events.slice(startedAt, index + 1), laneId).find((one) => one.order === order);
      if (own) ending = { outcome: own.outcome, effects: own.effects, points: own.points, version: index + 1 };
      break;
    }
  }
  return content && { round, lane: laneId, order, content, beats, ...(ending ? { ending } : {}) };
}
