import { playBots, textbookPolicy } from '@ack-attack/bots';
import { openGame } from '@ack-attack/bots/testing';
import {
  evolve,
  gameTime,
  type Contract,
  type FaultPlan,
  type GameEvent,
  type Policy,
  type RoundSettings,
  type SessionState,
} from '@ack-attack/engine';
import { laneResult, type LaneResult } from '@ack-attack/scoring';
import { settingsFor } from '../src/levels.ts';

export interface PlanGame {
  state: SessionState;
  events: readonly GameEvent[];
  result: LaneResult;
  /** Publish steps beyond the first of their order. */
  resent: number;
  /** Deliver steps beyond the first of their copy. */
  redelivered: number;
}

export interface PlanPlay {
  /** Whose textbook every machine follows; the plan's own contract where none is named. */
  textbook?: Contract;
  /** A misconception: what a machine does otherwise than its textbook. */
  mistake?: (policy: Policy) => Policy;
  seed?: number;
  change?: Partial<RoundSettings>;
  /** Whether the plan runs at all. */
  quiet?: boolean;
}

/** One lane of two producers and two consumers in a round that the plan was made for, with the plan from its start. */
export function playPlan(plan: FaultPlan, play: PlanPlay = {}): PlanGame {
  const { contract = 'at-least-once', level = 'middle' } = plan;
  const settings: RoundSettings = { ...settingsFor(contract, level), ...play.change };
  const seed = play.seed ?? 1;
  const shape = { producers: 2, consumers: settings.maxConsumers };
  const opened = openGame({ ...settings, autopilot: true }, seed, shape);
  const events: GameEvent[] = [...opened.events];
  let { state } = opened;
  const mistake = play.mistake ?? ((policy: Policy) => policy);
  for (const { id: lane, seats } of state.lanes) {
    for (const { id: seat, role } of seats) {
      const textbook = textbookPolicy(play.textbook ?? contract, role, settings);
      const event: GameEvent = { type: 'policySet', at: state.at, lane, seat, policy: mistake(textbook) };
      state = evolve(state, event);
      events.push(event);
    }
  }
  const startedAt = state.createdAt + state.at;
  const timetable = play.quiet ? [] : [{ at: startedAt + 1, command: { type: 'startPlan' as const, plan } }];
  const game = playBots(state, startedAt + state.clock.bellAt + 5_000, { timetable });
  events.push(...game.events);
  const lane = game.state.lanes[0]!;
  const sent = events.flatMap((event) =>
    event.type === 'packetSent' && event.packet.twinOf === undefined ? [event.packet.load] : [],
  );
  const published = sent.flatMap((load) => (load.leg === 'publish' ? [load.order] : []));
  const delivered = sent.flatMap((load) => (load.leg === 'deliver' ? [load.copy] : []));
  return {
    state: game.state,
    events,
    result: laneResult(lane, game.state.settings, 'bell', gameTime(game.state, game.state.at)),
    resent: published.length - new Set(published).size,
    redelivered: delivered.length - new Set(delivered).size,
  };
}
