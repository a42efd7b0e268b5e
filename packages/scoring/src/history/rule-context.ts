import {
  gameTime,
  isLaneEvent,
  RunningFold,
  type GameEvent,
  type Lane,
  type LaneId,
  type SessionState,
} from '@ack-attack/engine';
import { LaneHistory } from './lane-history.ts';
import type { LaneStep } from './lane-step.ts';

/** A lane's step with all that happened in the lane before. */
export interface RuleContext extends LaneStep {
  history: LaneHistory;
}

/**
 * Folds a session's log event by event and hands over every turn of every lane, before the lane and its history take
 * note of it. Between bell and next round there are none. The lane of a turn is to be looked at during the visit only:
 * it is changed in place.
 */
export class RuleContextFold {
  readonly #visit: (turn: RuleContext) => void;
  readonly #fold = new RunningFold();
  #histories = new Map<LaneId, LaneHistory>();

  constructor(visit: (turn: RuleContext) => void) {
    this.#visit = visit;
  }

  /** After the events taken so far. */
  get state(): SessionState {
    return this.#fold.state;
  }

  /** How many events were taken. */
  get version(): number {
    return this.#fold.version;
  }

  /** @param event the next one of the log */
  take(event: GameEvent): void {
    if (isLaneEvent(event)) {
      const lane = this.#fold.lane(event.lane);
      if (lane) this.#turn(event, lane, event.at);
    } else if (event.type === 'bellRang') {
      for (const lane of this.#fold.lanes) this.#turn({ type: 'bellRang' }, lane, event.at);
      this.#histories = new Map();
    } else if (event.type === 'roundStarted') {
      this.#histories = new Map(event.lanes.map((lane) => [lane.id, new LaneHistory()]));
    }
    this.#fold.take(event);
  }

  #turn(event: RuleContext['event'], lane: Lane, eventAt: number): void {
    const history = this.#histories.get(lane.id);
    if (!history) return;
    const { round, settings, clock } = this.#fold.session;
    const version = this.#fold.version + 1;
    const at = Math.max(this.#fold.at, eventAt);
    const turn: RuleContext = {
      event,
      version,
      at,
      game: gameTime({ clock }, at),
      round,
      settings,
      before: lane,
      history,
    };
    this.#visit(turn);
    history.enter(turn);
  }
}

/**
 * Hands over every turn of every lane, oldest first.
 *
 * @param events a session's log from its beginning
 */
export function forEachRuleContext(events: Iterable<GameEvent>, visit: (turn: RuleContext) => void): void {
  const fold = new RuleContextFold(visit);
  for (const event of events) fold.take(event);
}
