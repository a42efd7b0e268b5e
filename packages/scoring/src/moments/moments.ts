import { sorted, type GameEvent, type LaneId, type OrderId, type RoundSettings } from '@ack-attack/engine';
import type { LaneHistory } from '../history/lane-history.ts';
import { pointsPerOrder } from '../ledger/points.ts';
import { forEachRuleContext, type RuleContext } from '../history/rule-context.ts';
import { MomentFinder } from './moments-finder.ts';
import type { Found, Moment } from './moments-table.ts';

/** How many moments a lane of a round has at most. */
const perLane = 5;

type Weighed = Found & Pick<Moment, 'weight'>;

interface FoundLane {
  round: number;
  lane: LaneId;
  settings: RoundSettings;
  finder: MomentFinder;
  history: LaneHistory;
  /** Session ms of the newest event. */
  until: number;
}

/**
 * The most telling moments of every lane of every round: by round, then lane, then from the heaviest on. At most five
 * a lane, and no two of them about the same order as long as there are others. Losses are known with the bell.
 *
 * @param events a session's log from its beginning
 */
export function moments(events: Iterable<GameEvent>): readonly Moment[] {
  const collector = new MomentCollector();
  forEachRuleContext(events, (turn) => collector.look(turn));
  return collector.found();
}

/** The moments of some turns. */
export class MomentCollector {
  readonly #lanes = new Map<string, FoundLane>();

  look(turn: RuleContext): void {
    const { round, settings, at, history } = turn;
    const lane = turn.before.id;
    const key = `${round} ${lane}`;
    let entry = this.#lanes.get(key);
    if (!entry) {
      entry = { round, lane, settings, finder: new MomentFinder(), history, until: at };
      this.#lanes.set(key, entry);
    }
    entry.finder.look(turn);
    entry.until = at;
  }

  /** By round, then lane, then from the heaviest on. */
  found(): readonly Moment[] {
    return [...this.#lanes.values()]
      .sort((a, b) => a.round - b.round || laneNumber(a.lane) - laneNumber(b.lane))
      .flatMap(({ round, lane, settings, finder, history, until }) =>
        chosen(finder.found().map((found) => ({ ...found, weight: weightOf(found, settings, until) }))).map(
          (found) => ({ ...found, round, lane, ...contentOf(found, history), chain: found.chain() }),
        ),
      );
  }
}

function contentOf({ orders: [order] }: Found, history: LaneHistory): Pick<Moment, 'content'> {
  const record = order === undefined ? undefined : history.orders.get(order);
  return record ? { content: record.content } : {};
}

function laneNumber(lane: LaneId): number {
  return Number(lane.slice(1));
}

function chosen(all: readonly Weighed[]): readonly Weighed[] {
  const ranked = sorted(all, (a, b) => b.weight - a.weight || a.version - b.version);
  const told = new Set<OrderId>();
  const first = ranked.filter(({ orders }) => {
    const again = orders.some((order) => told.has(order));
    for (const order of orders) told.add(order);
    return !again;
  });
  const kept = new Set(first.slice(0, perLane));
  // Fewer than are wanted are all that come first: the rest are about orders that are covered already.
  for (const moment of ranked) if (kept.size < perLane) kept.add(moment);
  return ranked.filter((moment) => kept.has(moment));
}

/** The less a class would guess it, the more it teaches; below 10. */
const instructive: { readonly [Kind in Found['kind']]: number } = {
  'double-charge': 8,
  'silent-loss': 9,
  'known-loss': 2,
  save: 5,
  'stale-ack': 4,
  'poison-loop': 6,
};

/** Points lost count hundredfold, what it teaches tenfold, and how early it came from 1 down to 0. */
function weightOf(found: Found, { contract }: RoundSettings, until: number): number {
  const points = pointsPerOrder[contract];
  const cost = {
    'double-charge': -points.furtherEffect,
    'silent-loss': -points.lostSilently,
    'known-loss': -points.lost,
    save: 0,
    'stale-ack': 0,
    'poison-loop': 0,
  }[found.kind];
  return cost * 100 + instructive[found.kind] * 10 + (until > 0 ? 1 - found.at / until : 0);
}
