import type { Draft } from './draft.ts';
import { gameTime } from './evolve.ts';
import { endFault } from './faults.ts';
import type { CopyId, LaneId, OrderId } from './ids.ts';
import type { Fault, Lane, OrderContent, Packet } from './lane.ts';
import { coverAfterMs, laneLimits, sessionLimits, stallMs } from './limits.ts';
import { find } from './list.ts';
import { random, randomInt } from './random.ts';
import { refuse } from './rejection.ts';
import type { RoundSettings } from './settings.ts';
import { inRound, type SessionState } from './state.ts';

/** Something that happens by itself. `at` is session ms, unless it says otherwise. */
interface Due {
  at: number;
  happen: (draft: Draft) => void;
}

/** Epoch ms of the next thing that happens by itself, or undefined where nothing will. */
export function nextDueAt(state: SessionState): number | undefined {
  const due = earliestDue(state);
  return due && state.createdAt + due.at;
}

/**
 * Lets everything happen that is due by the draft's time, each at its own time and in order, so that the
 * log does not depend on how often somebody looked.
 */
export function advance(draft: Draft): void {
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
function holdClock(draft: Draft, now: number): void {
  if (draft.state.phase !== 'playing') return;
  const due = earliestGameDue(draft.state);
  if (due && now - Math.max(due.at, draft.state.at) > stallMs) {
    draft.emit({ type: 'clockHeld', forMs: now - Math.max(due.at, draft.state.at) });
  }
}

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
  // Outside a round a seat has no work that would wait.
  if (!inRound(state)) return first;
  for (const player of state.players) {
    const { id, lane: laneId, seat: seatId, goneAt } = player;
    if (goneAt === undefined || laneId === undefined || seatId === undefined) continue;
    const lane = find(state.lanes, laneId);
    if (!lane || find(lane.seats, seatId)?.driver !== 'player') continue;
    first = earlier(first, {
      at: goneAt + coverAfterMs,
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
    const due = laneDue(lane);
    if (due) offer(due.at, due.happen);
    if (lane.nextOrderAt !== undefined && lane.nextOrderAt <= lastOrder && lane.orders.length < laneLimits.orders) {
      offer(lane.nextOrderAt, (draft) => scheduledOrder(draft, lane.id));
    }
  }
  return { at: base + at, happen: happen ?? ((draft) => draft.emit({ type: 'bellRang' })) };
}

/** States share the lanes that nothing happened in, so what is due there is worked out once. */
const laneDues = new WeakMap<Lane, Due | 'nothing'>();

/** What is due first of a lane's packets and faults. `at` is game ms. */
function laneDue(lane: Lane): Due | undefined {
  let due = laneDues.get(lane);
  if (!due) {
    due = firstOf(lane) ?? 'nothing';
    laneDues.set(lane, due);
  }
  return due === 'nothing' ? undefined : due;
}

function firstOf(lane: Lane): Due | undefined {
  let packet: Packet | undefined;
  for (const candidate of lane.packets) if (!packet || endsAt(candidate) < endsAt(packet)) packet = candidate;
  let fault: Fault | undefined;
  for (const candidate of lane.faults) {
    if (candidate.until !== undefined && candidate.until < (fault?.until ?? Infinity)) fault = candidate;
  }
  if (fault?.until !== undefined && !(packet && endsAt(packet) <= fault.until)) {
    return { at: fault.until, happen: (draft) => endFault(draft, lane.id, fault, 'timed-out') };
  }
  return packet && { at: endsAt(packet), happen: (draft) => endFlight(draft, lane.id, packet) };
}

function endsAt(packet: Packet): number {
  return packet.dropsAt ?? packet.arrivesAt;
}

function endFlight(draft: Draft, laneId: LaneId, { id, dropsAt }: Packet): void {
  if (dropsAt === undefined) return land(draft, laneId, id);
  draft.emit({ type: 'packetDropped', lane: laneId, packet: id, reason: 'fault' });
}

function land(draft: Draft, laneId: LaneId, id: Packet['id']): void {
  const lane = draft.lane(laneId);
  const packet = find(lane.packets, id);
  if (!packet) return;
  const receiver = find(lane.seats, packet.to);
  const full =
    packet.load.leg === 'deliver' &&
    lane.hands.filter((hand) => hand.consumer === packet.to).length >= laneLimits.handsPerConsumer;
  if (receiver?.down || full) {
    draft.emit({ type: 'packetDropped', lane: laneId, packet: id, reason: 'machine-down' });
  } else {
    const copy = packet.load.leg === 'publish' ? { copy: `k${lane.counts.copies + 1}` as CopyId } : {};
    draft.emit({ type: 'packetArrived', lane: laneId, packet: id, ...copy });
  }
}

function scheduledOrder(draft: Draft, laneId: LaneId): void {
  const lane = draft.lane(laneId);
  const { seed, round, settings } = draft.state;
  const next = nextOrderAt(seed, round, laneId, lane.counts.orders + 1, settings, gameTime(draft.state, draft.at));
  placeOrder(draft, laneId, undefined, next);
}

/** No order comes so late that nobody could finish it. */
function lastOrderAt(state: SessionState): number {
  return state.clock.bellAt - Math.min(8_000, state.settings.roundMs / 4);
}

/** Game ms of a lane's order number `number` (from 0), after the one at `now`. */
export function nextOrderAt(
  seed: number,
  round: number,
  lane: LaneId,
  number: number,
  settings: RoundSettings,
  now: number,
): number | undefined {
  if (settings.orderEveryMs <= 0) return undefined;
  if (number === 0) return now + randomInt(500, 1_500, seed, round, lane, 'order', 0);
  const spread = 0.6 + 0.8 * random(seed, round, lane, 'order', number);
  return now + Math.max(1, Math.round(settings.orderEveryMs * spread));
}

/** A customer's order comes to the producer whose turn it is. */
export function placeOrder(draft: Draft, laneId: LaneId, content?: OrderContent, nextAt?: number): void {
  const lane = draft.lane(laneId);
  if (lane.orders.length >= laneLimits.orders) refuse('limit-reached', `${lane.orders.length} orders are in ${laneId}`);
  const number = lane.counts.orders;
  const producers = lane.seats.filter((seat) => seat.role === 'producer');
  const producer = producers[number % producers.length];
  if (!producer) return refuse('unknown-seat', `${laneId} has no producer`);
  draft.emit({
    type: 'orderPlaced',
    lane: laneId,
    order: `o${number + 1}` as OrderId,
    producer: producer.id,
    content: content ?? orderContent(draft.state, laneId, number),
    ...(nextAt === undefined ? {} : { nextOrderAt: nextAt }),
  });
}

/** How many customers the catalogues know. */
export const customers = 12;

/** One order in eight repeats the one before: the same content is not the same order. */
function orderContent(state: SessionState, lane: LaneId, number: number): OrderContent {
  const { seed, round, settings } = state;
  const previous = find(state.lanes, lane)?.orders.at(-1);
  if (previous && random(seed, round, lane, 'repeat', number) < 1 / 8) return previous.content;
  const [low, high] =
    settings.contract === 'at-most-once' ? [58, 140] : settings.contract === 'at-least-once' ? [100, 999] : [1, 20];
  const value = randomInt(low, high, seed, round, lane, 'value', number);
  return {
    customer: randomInt(0, customers - 1, seed, round, lane, 'customer', number),
    value: settings.contract === 'exactly-once' ? value * 5 : value,
  };
}
