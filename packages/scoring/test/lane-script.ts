import { openRound, roundWith } from '@ack-attack/bots/testing';
import {
  decide,
  nextDueAt,
  type Action,
  type Command,
  type CopyId,
  type DeliveryId,
  type DeliveryTag,
  type FaultKind,
  type HostCommand,
  type Lane,
  type LaneId,
  type Leg,
  type MessageId,
  type OrderId,
  type Profile,
  type RoundSettings,
  type SeatId,
  type SessionState,
} from '@ack-attack/engine';

export const lane = 'L1' as LaneId;
const [producer, broker, consumer] = ['L1.P1', 'L1.B1', 'L1.C1'] as SeatId[] as [SeatId, SeatId, SeatId];

/**
 * One lane's story in the game's verbs. The n-th order is on, the n-th message mn, the n-th copy to arrive kn, the
 * n-th delivery dn with tag tn; what the network made twice on deliver ends in ~2.
 */
export class LaneScript {
  state: SessionState;
  now = 0;

  constructor(changes: Partial<RoundSettings> = {}, profile: Partial<Profile> = {}) {
    const quiet = { roundMs: 600_000, orderEveryMs: 0, travelMs: [10, 10] as const };
    this.state = openRound(roundWith({ ...quiet, ...changes }, profile), 1, { producers: 1, consumers: 1 });
  }

  get lane(): Lane {
    return this.state.lanes[0]!;
  }

  host(command: HostCommand): this {
    const seq = (this.state.hostLast?.seq ?? 0) + 1;
    return this.submit({ by: 'host', seq, id: `h${seq}`, command });
  }

  order = () => this.host({ type: 'placeOrder', lane });
  publish = (order: string, message?: string) =>
    this.act(producer, {
      do: 'publish',
      order: order as OrderId,
      ...(message === undefined ? {} : { message: message as MessageId }),
    });
  giveUp = (order: string) => this.act(producer, { do: 'giveUp', order: order as OrderId });
  store = (copy: string) => this.act(broker, { do: 'store', copy: copy as CopyId });
  confirm = (copy: string) => this.act(broker, { do: 'confirm', copy: copy as CopyId });
  deliver = (copy: string) => this.act(broker, { do: 'deliver', copy: copy as CopyId, to: consumer });
  requeue = (tag: string) => this.act(broker, { do: 'requeue', tag: tag as DeliveryTag });
  park = (copy: string) => this.act(broker, { do: 'park', copy: copy as CopyId });
  consume = (what: Extract<Action, { delivery: DeliveryId }>['do'], delivery: string) =>
    this.act(consumer, { do: what, delivery: delivery as DeliveryId });

  /** The next packet of a leg meets this fault. */
  next = (kind: 'drop' | 'duplicate', leg: Leg) =>
    this.host({ type: 'injectFault', lane, what: { kind, leg } satisfies FaultKind, span: { next: 1 } });
  crash = (role: 'broker' | 'consumer') =>
    this.host({ type: 'injectFault', lane, what: { kind: 'crash', role }, span: { forMs: 1 } }).wait(1);

  /** Lets game time pass. */
  wait(ms: number): this {
    const until = this.now + ms;
    for (let due = nextDueAt(this.state); due !== undefined && due <= until; due = nextDueAt(this.state)) {
      this.now = due;
      this.submit({ by: 'server', command: { type: 'tick' } });
    }
    this.now = until;
    return this;
  }

  /** Lets every packet land or be lost. */
  settle = () => this.wait(20);

  private act(seat: SeatId, action: Action): this {
    return this.submit({ by: 'bot', lane, seat, action });
  }

  private submit(command: Command): this {
    const decision = decide(this.state, command, this.now);
    if (decision.outcome !== 'accepted') throw new Error(JSON.stringify(decision));
    this.state = decision.state;
    return this;
  }
}

/** An order stored, confirmed and in the consumer's hand as dn of copy kn. */
export function handedOver(script: LaneScript, n: number): LaneScript {
  return inStore(script, n).deliver(`k${n}`).settle();
}

/** An order stored and confirmed. */
export function inStore(script: LaneScript, n: number): LaneScript {
  return script.order().publish(`o${n}`).settle().store(`k${n}`).confirm(`k${n}`).settle();
}
