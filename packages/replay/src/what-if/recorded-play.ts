import {
  evolve,
  gameTime,
  inRound,
  isLaneEvent,
  lastOf,
  type GameEvent,
  type Lane,
  type LaneEvent,
  type LaneId,
  type Leg,
  type OrderId,
  type SeatId,
  type SessionState,
} from '@ack-attack/engine';
import { LaneNames } from '../orders/lane-names.ts';

/** What a machine did, on what, under a name that means the same in another game of the same orders. */
type StepDone =
  | { do: 'publish'; order: OrderId; message: string }
  | { do: 'giveUp'; order: OrderId }
  | { do: 'store' | 'confirm' | 'park' | 'discard'; copy: string }
  | { do: 'deliver'; copy: string; to: SeatId }
  | { do: 'requeue'; tag: string }
  | { do: 'check' | 'charge' | 'record' | 'commit' | 'ack' | 'nack' | 'dismiss'; hand: string };

export interface RecordedStep {
  seat: SeatId;
  /** Game ms. */
  at: number;
  step: StepDone;
  /** What its machine had seen of the matter: whether the order was confirmed, and what the log had said. */
  saw: { confirmed?: boolean; checked?: 'seen' | 'new' };
}

/** What came to the lane from outside its machines. */
export type ExternalInput = { at: number } & (
  | { kind: 'event'; event: GameEvent }
  | { kind: 'fault'; event: Extract<LaneEvent, { type: 'faultInjected' }> }
  | { kind: 'heal' }
  /** The host tapped the `nth` packet of a leg, from 1, this long after it was sent. */
  | { kind: 'tap'; leg: Leg; nth: number; afterMs: number }
  | { kind: 'forget'; message: string }
);

/** One lane of one round, taken apart into what came from outside and what its machines did. */
export interface RecordedPlay {
  /** The session right after the round had started. */
  start: SessionState;
  /** Game ms of the bell; of the newest event where it has not rung. */
  endsAt: number;
  outside: readonly ExternalInput[];
  steps: readonly RecordedStep[];
  /** When the machines had done with it: a confirmed or given-up order, a copy that is gone. Game ms. */
  over: ReadonlyMap<string, number>;
  /** Every copy and delivery there was. */
  known: ReadonlySet<string>;
  /** The lane at the bell. */
  end: Lane;
}

/**
 * Takes one lane of a round apart.
 *
 * @param events what came after the round's start
 * @param start the session right after the round had started
 * @returns undefined where the round has no such lane
 */
export function recordedPlay(
  events: readonly GameEvent[],
  start: SessionState,
  laneId: LaneId,
): RecordedPlay | undefined {
  const reader = new PlayReader(laneId);
  let now = start;
  for (const event of events) {
    if (isLaneEvent(event) && event.lane !== laneId) continue;
    const before = now;
    now = evolve(now, event);
    // What comes after the bell changes nothing that happened.
    if (!inRound(now)) break;
    reader.read(event, before, now);
  }
  const end = now.lanes.find(({ id }) => id === laneId);
  return end && { start, endsAt: gameTime(now, now.at), end, ...reader.play() };
}

class PlayReader {
  readonly #lane: LaneId;
  readonly #names = new LaneNames();
  readonly #outside: ExternalInput[] = [];
  readonly #steps: RecordedStep[] = [];
  readonly #over = new Map<string, number>();
  readonly #sent: Record<Leg, number> = { publish: 0, confirm: 0, deliver: 0, ack: 0 };
  readonly #packets = new Map<string, { leg: Leg; nth: number; sentAt: number }>();

  constructor(lane: LaneId) {
    this.#lane = lane;
  }

  play(): Pick<RecordedPlay, 'outside' | 'steps' | 'over' | 'known'> {
    const known = new Set([...this.#names.copies.keys(), ...this.#names.hands.keys()]);
    return { outside: this.#outside, steps: this.#steps, over: this.#over, known };
  }

  read(event: GameEvent, before: SessionState, after: SessionState): void {
    const at = gameTime(after, after.at);
    if (!isLaneEvent(event)) {
      if (event.type === 'playerSeated' && event.lane === this.#lane && event.role !== undefined) {
        this.#outside.push({ at, kind: 'event', event });
      }
      return;
    }
    const [old, lane] = [before, after].map(({ lanes }) => lanes.find(({ id }) => id === this.#lane));
    if (!old || !lane) return;
    const done = stepOf(event, old, this.#names);
    if (done) this.#steps.push({ at, ...done });
    this.#names.look(event, old);
    this.#readOutside(event, at);
    for (const { id } of old.copies) {
      if (!lane.copies.some((copy) => copy.id === id)) this.#over.set(this.#names.of(id), at);
    }
    for (const { id, confirmedAt, givenUpAt } of lane.orders) {
      if ((confirmedAt ?? givenUpAt) === at && !this.#over.has(id)) this.#over.set(id, at);
    }
  }

  #readOutside(event: LaneEvent, at: number): void {
    switch (event.type) {
      case 'orderPlaced': {
        // The next one is in the log as well.
        const { nextOrderAt: _next, ...placed } = event;
        this.#outside.push({ at, kind: 'event', event: placed });
        return;
      }
      case 'policySet':
        this.#outside.push({ at, kind: 'event', event });
        return;
      case 'faultInjected':
        this.#outside.push({ at, kind: 'fault', event });
        return;
      case 'faultEnded': {
        const last = lastOf(this.#outside);
        if (event.reason === 'healed' && !(last?.kind === 'heal' && last.at === at)) {
          this.#outside.push({ at, kind: 'heal' });
        }
        return;
      }
      case 'packetSent': {
        const { id, load, sentAt } = event.packet;
        const nth = ++this.#sent[load.leg];
        this.#packets.set(id, { leg: load.leg, nth, sentAt });
        return;
      }
      case 'packetDropped': {
        const packet = this.#packets.get(event.packet);
        if (event.reason !== 'host' || !packet) return;
        this.#outside.push({ at, kind: 'tap', leg: packet.leg, nth: packet.nth, afterMs: at - packet.sentAt });
        return;
      }
      case 'idForgotten':
        // A log's own window is the machine's doing.
        if (event.from === undefined)
          this.#outside.push({ at, kind: 'forget', message: this.#names.of(event.message) });
        return;
      default:
    }
  }
}

function stepOf(event: LaneEvent, before: Lane, names: LaneNames): Omit<RecordedStep, 'at'> | undefined {
  const order = (id: OrderId) => ({ confirmed: before.orders.find((one) => one.id === id)?.confirmedAt !== undefined });
  switch (event.type) {
    case 'orderGivenUp':
      return { seat: event.seat, step: { do: 'giveUp', order: event.order }, saw: order(event.order) };
    case 'copyStored':
    case 'copyDeduplicated':
      return { seat: event.seat, step: { do: 'store', copy: names.of(event.copy) }, saw: {} };
    case 'copyParked':
      return { seat: event.seat, step: { do: 'park', copy: names.of(event.copy) }, saw: {} };
    case 'copyDiscarded':
      return { seat: event.seat, step: { do: 'discard', copy: names.of(event.copy) }, saw: {} };
    case 'tagReleased':
      return { seat: event.seat, step: { do: 'requeue', tag: names.of(event.tag) }, saw: {} };
    case 'logChecked':
      return withHand('check', event, before, names);
    case 'cardCharged':
      return withHand('charge', event, before, names);
    case 'idRecorded':
      return withHand('record', event, before, names);
    case 'workCommitted':
      return withHand('commit', event, before, names);
    case 'workFailed':
      return withHand('charge', event, before, names);
    case 'deliveryDismissed':
      return withHand('dismiss', event, before, names);
    case 'packetSent': {
      const { load, from, to, twinOf } = event.packet;
      if (twinOf !== undefined) return undefined;
      switch (load.leg) {
        case 'publish': {
          // A name that is not known yet is a fresh ID.
          const message = names.of(load.message);
          return { seat: from, step: { do: 'publish', order: load.order, message }, saw: order(load.order) };
        }
        case 'confirm':
          return { seat: from, step: { do: 'confirm', copy: names.of(load.copy) }, saw: {} };
        case 'deliver':
          return { seat: from, step: { do: 'deliver', copy: names.of(load.copy), to }, saw: {} };
        case 'ack':
          return withHand(load.verb, { seat: from, delivery: load.delivery }, before, names);
      }
    }
    default:
      return undefined;
  }
}

function withHand(
  deed: Extract<StepDone, { hand: string }>['do'],
  { seat, delivery }: { seat: SeatId; delivery: Lane['hands'][number]['id'] },
  before: Lane,
  names: LaneNames,
): Omit<RecordedStep, 'at'> {
  const checked = before.hands.find(({ id }) => id === delivery)?.checked;
  return {
    seat,
    step: { do: deed, hand: names.of(delivery) },
    saw: checked === undefined || deed === 'check' ? {} : { checked },
  };
}
