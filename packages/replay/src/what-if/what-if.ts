import {
  emptySession,
  evolveAll,
  type Contract,
  type GameEvent,
  type Lane,
  type OrderContent,
  type OrderId,
  type RoundSettings,
} from '@ack-attack/engine';
import { laneResult, type LaneEnd, type LaneResult, type OrderOutcome } from '@ack-attack/scoring';
import { laneOrders } from '../orders/lane-orders.ts';
import { playCounterfactual } from './counterfactual.ts';
import { recordedPlay } from './recorded-play.ts';
import type { WhatIfQuestion } from './what-if-question.ts';

/** What a lane comes to under one contract. */
export interface Judgement {
  contract: Contract;
  kept: boolean;
  end: LaneEnd;
  points: number;
}

export interface WhatIfOrder {
  order: OrderId;
  content: OrderContent;
  was: { outcome: OrderOutcome; effects: number };
  now: { outcome: OrderOutcome; effects: number };
  /** Whether the two differ. */
  differs: boolean;
}

export interface WhatIfAnswer {
  question: WhatIfQuestion;
  /** As the bell found the lane, by the round's own contract. */
  was: Pick<LaneResult, 'tally' | 'points' | 'kept' | 'end' | 'service'>;
  now: Pick<LaneResult, 'tally' | 'points' | 'kept' | 'end' | 'service'>;
  /** The same two logs under every contract. */
  judged: readonly { was: Judgement; now: Judgement }[];
  orders: readonly WhatIfOrder[];
  /** What happens instead, from the version after the round's start on, up to its bell. */
  startedAt: number;
  events: readonly GameEvent[];
}

const contracts: readonly Contract[] = ['at-most-once', 'at-least-once', 'exactly-once'];

/**
 * Plays one lane of a round again with the same orders, the same seed and the same faults, and other steps at some
 * seats. Pure: the same log and question give the same answer everywhere.
 *
 * @param events a session's log from its beginning
 * @returns undefined where the log has no such round, or the round no such lane
 */
export function whatIf(events: readonly GameEvent[], question: WhatIfQuestion): WhatIfAnswer | undefined {
  const { round, lane: laneId } = question;
  const startedAt = events.findIndex((event) => event.type === 'roundStarted' && event.round === round) + 1;
  if (startedAt === 0) return undefined;
  const start = evolveAll(emptySession, events.slice(0, startedAt));
  const play = recordedPlay(events.slice(startedAt), start, laneId);
  if (!play) return undefined;
  const other = playCounterfactual(play, question);
  const { settings } = start;
  const [was, now] = [
    laneResult(play.end, settings, 'bell', play.endsAt),
    laneResult(other.end, settings, 'bell', play.endsAt),
  ];
  const begin = events.slice(startedAt - 1, startedAt);
  const bell = events.findIndex(({ type }, index) => index >= startedAt && type === 'bellRang');
  const ordersThen = laneOrders(events.slice(startedAt - 1, bell < 0 ? undefined : bell + 1), laneId);
  const ordersNow = new Map(laneOrders([...begin, ...other.events], laneId).map((order) => [order.order, order]));
  return {
    question,
    was: { tally: was.tally, points: was.points, kept: was.kept, end: was.end, service: was.service },
    now: { tally: now.tally, points: now.points, kept: now.kept, end: now.end, service: now.service },
    judged: contracts.map((contract) => ({
      was: judged(play.end, { ...settings, contract }, play.endsAt),
      now: judged(other.end, { ...settings, contract }, play.endsAt),
    })),
    orders: ordersThen.map(({ order, content, outcome, effects }) => {
      const then = ordersNow.get(order) ?? { outcome: 'pending' as const, effects: 0 };
      return {
        order,
        content,
        was: { outcome, effects },
        now: { outcome: then.outcome, effects: then.effects },
        differs: outcome !== then.outcome || effects !== then.effects,
      };
    }),
    startedAt,
    events: other.events,
  };
}

/** The log with another ending of a round, for any reader of logs. Only the lane in question continues in it. */
export function otherLog(
  events: readonly GameEvent[],
  { startedAt, events: instead }: WhatIfAnswer,
): readonly GameEvent[] {
  return [...events.slice(0, startedAt), ...instead];
}

function judged(lane: Lane, settings: RoundSettings, bellAt: number): Judgement {
  const { kept, end, points } = laneResult(lane, settings, 'bell', bellAt);
  return { contract: settings.contract, kept, end, points };
}
