import {
  decide,
  emptySession,
  type Command,
  type GameEvent,
  type Lane,
  type LaneId,
  type LaneShape,
  type OrderContent,
  type PlayerId,
  type Policy,
  type Role,
  type RoundSettings,
  type SessionState,
} from '@ack-attack/engine';
import type { TimedCommand } from '@ack-attack/bots';

/** An order of the round. */
export interface PlannedOrder {
  /** Game ms. */
  atMs: number;
  /** Drawn from the seed where it is absent. */
  content?: OrderContent;
  poison?: true;
}

/** What the network plays against: a round of one lane on autopilot. */
export interface AdversaryRound {
  /** On autopilot. Orders come as `orders` says, and by no clock of the settings. */
  settings: RoundSettings;
  /** How every machine of a role plays. */
  policies: { readonly [R in Role]: Extract<Policy, { role: R }> };
  shape: LaneShape;
  orders: readonly PlannedOrder[];
  seed: number;
}

/** A round that cannot be played, with the engine's reason. */
export class UnplayableRound extends Error {}

export interface OpenedRound {
  state: SessionState;
  /** The log so far. */
  events: readonly GameEvent[];
  /** When the orders come; epoch ms, which are game ms too. */
  timetable: readonly TimedCommand[];
}

/**
 * Opens a session of the round as a class would: every seat has an owner, who sets its policy.
 *
 * @throws {UnplayableRound}
 */
export function openedRound({ settings, policies, shape, orders, seed }: AdversaryRound): OpenedRound {
  const seats = shape.producers + 1 + shape.consumers;
  let state = emptySession;
  const events: GameEvent[] = [];
  const give = (command: Command) => {
    const decision = decide(state, command, 0);
    if (decision.outcome !== 'accepted')
      throw new UnplayableRound(decision.outcome === 'rejected' ? decision.rejection.detail : decision.outcome);
    state = decision.state;
    events.push(...decision.events);
  };
  if (!settings.autopilot) throw new UnplayableRound('machines have policies on autopilot only');
  const secrets = { hostTokenHash: '', stageTokenHash: '' };
  const ownOrders = { ...settings, orderEveryMs: 0 };
  const open = { type: 'openSession', session: 'adversary', roomCode: 'ADVERS', ...secrets, seed } as const;
  give({ by: 'server', command: { ...open, settings: ownOrders } });
  for (let number = 1; number <= seats; number++) {
    const player = `player-${number}` as PlayerId;
    give({ by: 'server', command: { type: 'joinSession', player, name: `P${number}`, tokenHash: `${number}` } });
  }
  give({ by: 'host', seq: 1, id: 'start', command: { type: 'startRound', shape } });
  for (const { role, player } of laneOf(state).seats) {
    if (player === undefined) continue;
    const command = { type: 'setPolicy', policy: policies[role] } as const;
    give({ by: 'player', player, seq: 1, id: 'policy', command });
  }
  return { state, events, timetable: timetableOf(orders, settings.roundMs, laneOf(state).id) };
}

function timetableOf(orders: readonly PlannedOrder[], roundMs: number, lane: LaneId): readonly TimedCommand[] {
  return orders.map(({ atMs, ...order }, index) => {
    if (!Number.isInteger(atMs) || atMs < (orders[index - 1]?.atMs ?? 0) || atMs >= roundMs)
      throw new UnplayableRound(
        `order ${index + 1} comes at ${atMs} ms: before the one in front of it, or after the bell`,
      );
    return { at: atMs, command: { type: 'placeOrder', lane, ...order } };
  });
}

/** The round's only lane. */
export function laneOf({ lanes }: SessionState): Lane {
  const [lane] = lanes;
  if (!lane) throw new UnplayableRound('there is no lane');
  return lane;
}
