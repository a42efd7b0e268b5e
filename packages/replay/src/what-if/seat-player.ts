import { choosePolicyAction, paceMs, policyOf, policyWakesAt } from '@ack-attack/bots';
import {
  viewSeat,
  type Action,
  type CopyId,
  type DeliveryId,
  type Lane,
  type LaneId,
  type Policy,
  type Seat,
  type SeatId,
  type SeatView,
  type SessionState,
} from '@ack-attack/engine';
import type { LaneNames } from '../orders/lane-names.ts';
import type { RecordedPlay, RecordedStep } from './recorded-play.ts';

export interface SeatPlayerOptions {
  lane: LaneId;
  seat: SeatId;
  play: RecordedPlay;
  names: LaneNames;
  /** What drives the seat from its first moment; without one it does again what it did. */
  policy?: Policy;
}

/** What a seat does next, or, without an action, when it looks again. Game ms. */
export interface Move {
  player: SeatPlayer;
  at: number;
  action?: Action;
  /** The place of a recorded step in its log, which says what comes first of two things at one time. */
  order: number;
}

/** How long a thing may be left alone that the record had done with, before the textbook takes it up. */
const graceMs = 1_000;

/**
 * One seat of a game that is played again. Where nobody asked for another play it repeats its recorded steps, each at
 * its time or as soon as there is what it is about, as long as its machine sees the same; what it sees otherwise, it
 * does by the textbook of the round.
 */
export class SeatPlayer {
  readonly seat: SeatId;
  readonly policy: Policy | undefined;
  readonly #options: SeatPlayerOptions;
  #steps: { step: RecordedStep; order: number }[];
  /** Orders and deliveries of which this machine has seen something else than it had. */
  readonly #otherwise = new Set<string>();
  #known: readonly unknown[] = [];
  #planned: Move | undefined;
  #trying: { step: RecordedStep; order: number } | undefined;

  constructor(options: SeatPlayerOptions) {
    const { seat, policy, play } = options;
    this.#options = options;
    this.seat = seat;
    this.policy = policy;
    const repeats = !policy && !play.start.settings.autopilot;
    this.#steps = repeats
      ? play.steps.map((step, order) => ({ step, order })).filter(({ step }) => step.seat === seat)
      : [];
  }

  /** @param now game ms */
  next(state: SessionState, now: number): Move | undefined {
    const lane = state.lanes.find(({ id }) => id === this.#options.lane);
    const seat = lane?.seats.find(({ id }) => id === this.seat);
    if (!lane || !seat || seat.down) return undefined;
    const recorded = this.#recorded(lane, seat, now);
    const own = this.#byPolicy(state, lane, seat, now);
    if (recorded && (!own || recorded.at <= own.at)) return recorded;
    this.#trying = undefined;
    return own;
  }

  /** Called with whether the engine accepted the move. */
  acted(accepted: boolean): void {
    const done = this.#trying;
    if (done) {
      // What is refused now would be refused later.
      this.#steps = this.#steps.filter((entry) => entry !== done);
    } else if (!accepted && this.#planned) {
      // A refused machine rests until something happens to what it knows.
      this.#planned = { ...this.#planned, at: Infinity };
    }
    this.#trying = undefined;
  }

  /** It is time to look again though nothing has happened. */
  lookAgain(): void {
    this.#planned = undefined;
  }

  #recorded(lane: Lane, seat: Seat, now: number): Move | undefined {
    this.#trying = undefined;
    let coming: Move | undefined;
    for (const entry of this.#steps) {
      const { step, order } = entry;
      const at = Math.max(step.at, seat.busyUntil ?? 0, now);
      if (step.at > now) {
        // Later ones are later still.
        coming = { player: this, at, order };
        break;
      }
      const action = this.#actionOf(step, lane);
      if (action === 'otherwise') {
        this.#otherwise.add(subjectOf(step));
        continue;
      }
      if (!action) continue;
      this.#trying = entry;
      return { player: this, at, action, order };
    }
    if (this.#otherwise.size > 0) {
      this.#steps = this.#steps.filter(({ step }) => !this.#otherwise.has(subjectOf(step)));
    }
    return coming;
  }

  /** The step in this game's IDs; undefined where what it is about is not there yet. */
  #actionOf({ step, saw }: RecordedStep, lane: Lane): Action | 'otherwise' | undefined {
    const { names } = this.#options;
    switch (step.do) {
      case 'publish':
      case 'giveUp': {
        const order = lane.orders.find(({ id }) => id === step.order);
        if (!order) return undefined;
        if ((order.confirmedAt !== undefined) !== saw.confirmed) return 'otherwise';
        if (step.do === 'giveUp') return { do: 'giveUp', order: order.id };
        if (step.message === '') return { do: 'publish', order: order.id };
        const message = names.messages.get(step.message);
        return message && { do: 'publish', order: order.id, message };
      }
      case 'store':
      case 'confirm':
      case 'park':
      case 'discard': {
        const copy = names.copies.get(step.copy);
        return copy && { do: step.do, copy };
      }
      case 'deliver': {
        const copy = names.copies.get(step.copy);
        return copy && { do: 'deliver', copy, to: step.to };
      }
      case 'requeue': {
        const tag = names.tags.get(step.tag);
        return tag && { do: 'requeue', tag };
      }
      default: {
        const delivery = names.hands.get(step.hand);
        const hand = lane.hands.find(({ id }) => id === delivery);
        if (!delivery || !hand) return undefined;
        if (step.do !== 'check' && hand.checked !== saw.checked) return 'otherwise';
        return { do: step.do, delivery };
      }
    }
  }

  #byPolicy(state: SessionState, lane: Lane, seat: Seat, now: number): Move | undefined {
    const known = knowledgeOf(lane, seat);
    // What was planned holds until something happens to what the machine knows.
    if (this.#planned && known.every((part, index) => part === this.#known[index])) return this.#planned;
    this.#known = known;
    this.#planned = this.#plan(state, now);
    return this.#planned;
  }

  #plan(state: SessionState, now: number): Move | undefined {
    const { lane, play } = this.#options;
    const whole = viewSeat(state, lane, this.seat);
    if (!whole) return undefined;
    const { settings, seed } = state;
    const driven = this.policy !== undefined || settings.autopilot;
    const view = driven ? whole : this.#unforeseen(whole, now);
    const policy = this.policy ?? policyOf(whole, { settings });
    const readyAt = Math.max(now, view.actedAt + paceMs(view, { settings, seed }), view.busyUntil ?? 0);
    const context = { settings, seed, now: readyAt };
    const action = choosePolicyAction(view, policy, context)?.action;
    const order = play.steps.length;
    if (action) return { player: this, at: readyAt, action, order };
    const wakesAt = Math.min(policyWakesAt(view, policy, context), driven ? Infinity : this.#nextOver(now));
    return { player: this, at: wakesAt, order };
  }

  /** What of a machine's view the record says nothing about: only that is the textbook's. */
  #unforeseen(view: SeatView, now: number): SeatView {
    const { names } = this.#options;
    const { producer, broker, consumer } = view;
    const open = (id: CopyId | DeliveryId) => this.#isOpen(names.of(id), now);
    return {
      ...view,
      ...(producer ? { producer: { orders: kept(producer.orders, (id) => this.#isOpen(id, now)) } } : {}),
      ...(broker
        ? {
            broker: {
              ...broker,
              copies: kept(broker.copies, open),
              // That a copy was never confirmed is the record's own doing.
              receipts: kept(broker.receipts, (id) => this.#isNew(names.of(id))),
            },
          }
        : {}),
      ...(consumer ? { consumer: { hands: kept(consumer.hands, open) } } : {}),
    };
  }

  /** Whether the record never had it, or saw it otherwise. */
  #isNew(name: string): boolean {
    // An order is always in the record; a copy or a delivery may be one that it never had.
    return this.#otherwise.has(name) || (name.includes('#') && !this.#options.play.known.has(name));
  }

  /** Whether there is something to do that the record does not do: also where it had long done with it. */
  #isOpen(name: string, now: number): boolean {
    if (this.#isNew(name)) return true;
    if (this.#steps.some(({ step }) => subjectOf(step) === name)) return false;
    const ended = this.#options.play.over.get(name);
    return ended !== undefined && ended + graceMs < now;
  }

  /** When the record will have done with the next thing. */
  #nextOver(now: number): number {
    let next = Infinity;
    for (const at of this.#options.play.over.values()) {
      const due = at + graceMs + 1;
      if (due > now && due < next) next = due;
    }
    return next;
  }
}

/** What a step is about: an order, a copy or a delivery. */
function subjectOf({ step }: RecordedStep): string {
  if ('order' in step) return step.order;
  if ('copy' in step) return step.copy;
  return 'hand' in step ? step.hand : (step.tag.split('/')[0] ?? step.tag);
}

function kept<K extends string, V>(all: Record<K, V>, keep: (id: K) => boolean): Record<K, V> {
  return Object.fromEntries(Object.entries(all).filter(([id]) => keep(id as K))) as Record<K, V>;
}

/** The inputs of a seat's next step. A state shares unchanged parts with its predecessor. */
function knowledgeOf(lane: Lane, seat: Seat): readonly unknown[] {
  switch (seat.role) {
    case 'producer':
      return [seat, lane.orders];
    case 'broker':
      return [seat, lane.copies, lane.receipts, lane.owners, lane.seats.length];
    case 'consumer':
      return [seat, lane.hands];
  }
}
