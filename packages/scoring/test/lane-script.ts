import { openGame, roundWith } from '@ack-attack/bots/testing';
import {
  lastCommandOf,
  decide,
  nextDueAt,
  type Action,
  type Command,
  type CopyId,
  type DeliveryId,
  type DeliveryTag,
  type FaultKind,
  type GameEvent,
  type HostCommand,
  type Lane,
  type LaneId,
  type Leg,
  type MessageId,
  type OrderContent,
  type OrderId,
  type PlayerId,
  type Profile,
  type RoundSettings,
  type SeatId,
  type SessionState,
} from '@ack-attack/engine';

const lane = 'L1' as LaneId;
const [producer, broker, consumer] = ['L1.P1', 'L1.B1', 'L1.C1'] as SeatId[] as [SeatId, SeatId, SeatId];

/**
 * One lane's story in the game's verbs. The n-th order is on, the n-th message mn, the n-th copy to arrive kn, the
 * n-th delivery dn with tag tn; what the network made twice on deliver ends in ~2.
 */
export class LaneScript {
  state: SessionState;
  /** From the session's beginning. */
  log: readonly GameEvent[];
  now = 0;

  constructor(changes: Partial<RoundSettings> = {}, profile: Partial<Profile> = {}, consumers = 1) {
    const quiet = { roundMs: 600_000, orderEveryMs: 0, travelMs: [10, 10] as const };
    const opened = openGame(roundWith({ ...quiet, ...changes }, profile), 1, { producers: 1, consumers });
    this.state = opened.state;
    this.log = opened.events;
  }

  /** A player for every seat, named like it: P1, B1, C1. */
  staff(): this {
    for (const seat of this.lane.seats) {
      const name = seat.id.slice(lane.length + 1);
      const player = name as PlayerId;
      this.submit({ by: 'server', command: { type: 'joinSession', player, name, tokenHash: name } });
    }
    return this;
  }

  /** A player goes away, and a bot covers its seat. */
  away = (player: string) => {
    const command = { type: 'setPlayerConnected', player: player as PlayerId, connected: false } as const;
    return this.submit({ by: 'server', command }).wait(10_000);
  };

  get lane(): Lane {
    return this.state.lanes[0]!;
  }

  host(command: HostCommand): this {
    const seq = (this.state.hostLast?.seq ?? 0) + 1;
    return this.submit({ by: 'host', seq, id: `h${seq}`, command });
  }

  order = (content?: OrderContent) => this.host({ type: 'placeOrder', lane, ...(content ? { content } : {}) });
  publish = (order: string, message?: string) =>
    this.act(producer, {
      do: 'publish',
      order: order as OrderId,
      ...(message === undefined ? {} : { message: message as MessageId }),
    });
  giveUp = (order: string) => this.act(producer, { do: 'giveUp', order: order as OrderId });
  store = (copy: string) => this.act(broker, { do: 'store', copy: copy as CopyId });
  confirm = (copy: string) => this.act(broker, { do: 'confirm', copy: copy as CopyId });
  deliver = (copy: string, to: string = consumer) =>
    this.act(broker, { do: 'deliver', copy: copy as CopyId, to: to as SeatId });
  requeue = (tag: string) => this.act(broker, { do: 'requeue', tag: tag as DeliveryTag });
  park = (copy: string) => this.act(broker, { do: 'park', copy: copy as CopyId });
  discard = (copy: string) => this.act(broker, { do: 'discard', copy: copy as CopyId });
  forget = (message: string) => this.host({ type: 'forgetId', lane, message: message as MessageId });
  /** The consumer is whoever has the delivery in hand. */
  consume = (what: Extract<Action, { delivery: DeliveryId }>['do'], delivery: string) => {
    const holder = this.lane.hands.find(({ id }) => id === delivery)?.consumer;
    return this.act(holder ?? consumer, { do: what, delivery: delivery as DeliveryId });
  };

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

  bell = () => this.host({ type: 'ringBell' });

  private act(seat: SeatId, action: Action): this {
    const owner = this.lane.seats.find(({ id, driver }) => id === seat && driver === 'player')?.player;
    if (owner !== undefined) {
      const seq = (lastCommandOf(this.state, owner)?.seq ?? 0) + 1;
      const command = { type: 'act', action } as const;
      return this.submit({ by: 'player', player: owner, seq, id: `${owner} ${seq}`, command });
    }
    return this.submit({ by: 'bot', lane, seat, action });
  }

  protected submit(command: Command): this {
    const decision = decide(this.state, command, this.now);
    if (decision.outcome !== 'accepted') throw new Error(JSON.stringify(decision));
    this.state = decision.state;
    this.log = [...this.log, ...decision.events];
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
