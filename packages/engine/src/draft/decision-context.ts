import { evolve } from '../evolve/evolve.ts';
import type { GameEvent } from '../model/events.ts';
import type { LaneId, PlayerId } from '../base/ids.ts';
import type { Lane } from '../model/lane.ts';
import { find } from '../base/list.ts';
import { refuse } from '../base/rejection.ts';
import type { Phase, Player, SessionState } from '../model/state.ts';

/** Omit that keeps a union a union. */
type Timeless<T> = T extends unknown ? Omit<T, 'at'> : never;

/** A decision in the making: every event is folded as it is emitted, so the next rule sees its effect. */
export class DecisionContext {
  readonly events: GameEvent[] = [];
  state: SessionState;
  /** Session ms at which the events being emitted happen. */
  at: number;

  constructor(state: SessionState, at: number) {
    this.state = state;
    this.at = Math.max(at, state.at);
  }

  emit(fact: Timeless<GameEvent>): void {
    const event = Object.assign({ at: this.at }, fact) as GameEvent;
    this.events.push(event);
    this.state = evolve(this.state, event);
  }

  lane(id: LaneId): Lane {
    return find(this.state.lanes, id) ?? refuse('unknown-lane', `no lane ${id}`);
  }

  /** @throws {Refusal} unknown-player */
  player(id: PlayerId): Player {
    return find(this.state.players, id) ?? refuse('unknown-player', `no player ${id}`);
  }

  /** @throws {Refusal} wrong-phase unless the session is in one of these phases */
  requirePhase(...phases: readonly Phase[]): void {
    const { phase } = this.state;
    if (!phases.includes(phase)) refuse('wrong-phase', `the session is ${phase}, not ${phases.join(' or ')}`);
  }
}
