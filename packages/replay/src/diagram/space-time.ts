import type {
  CopyId,
  DeliveryId,
  DeliveryTag,
  EffectId,
  FaultId,
  LaneId,
  Leg,
  MessageId,
  OrderId,
  PacketId,
  PlayerId,
  Role,
  SeatId,
} from '@ack-attack/engine';

/*
 * One lane of one round as a space-time diagram: a line for each machine and one for the bank, with time along
 * them and packets between them. All times are game ms, so pauses are gone. No pixels, no words.
 */

export interface SpaceTime {
  round: number;
  lane: LaneId;
  /** Game ms of the bell, or of the newest event where it has not rung. */
  endsAt: number;
  /** Producers, broker, consumers; the bank's line comes after them. */
  machines: readonly MachineLine[];
  packets: readonly PacketArrow[];
  steps: readonly MachineStep[];
  /** Points of the bank's line. */
  effects: readonly EffectPoint[];
}

export interface Span {
  from: number;
  until: number;
}

export interface MachineLine {
  seat: SeatId;
  role: Role;
  /** Its owner when the diagram ends; absent where that was a bot. */
  player?: PlayerId;
  /** When the machine came into the lane. */
  since: number;
  /** While it was crashed, which is the game's doing. */
  crashes: readonly (Span & { fault: FaultId })[];
  /** While its owner's real connection was down, which is no fault of the game. */
  disconnections: readonly (Span & { player: PlayerId })[];
}

interface Moment {
  at: number;
  /** The version of the log at which it has just happened. */
  version: number;
}

export interface PacketArrow {
  packet: PacketId;
  leg: Leg;
  from: SeatId;
  to: SeatId;
  sentAt: number;
  /** When it arrived or was dropped; the end of the diagram for one that is in flight there. */
  endsAt: number;
  /** When it would have arrived: how far a dropped one came is (endsAt − sentAt) / (arrivesAt − sentAt). */
  arrivesAt: number;
  outcome: 'arrived' | 'dropped' | 'in-flight';
  /** Why it was dropped. */
  reason?: 'fault' | 'host' | 'machine-down';
  /** What the machines call it: a message between producer and broker, a delivery tag between broker and consumer. */
  label: MessageId | DeliveryTag;
  order: OrderId;
  message: MessageId;
  /** Which copy it is about; absent for a publish packet that has not arrived, which is about none yet. */
  copy?: CopyId;
  delivery?: DeliveryId;
  /** Which answer a packet of the ack leg carries. */
  verb?: 'ack' | 'nack';
  /** The packet that this one is the network's second copy of. */
  twinOf?: PacketId;
  faults: readonly FaultId[];
  /** The version of the log at which it has just been sent. */
  version: number;
}

export type StepKind =
  | 'order'
  | 'giveUp'
  | 'store'
  | 'deduplicate'
  | 'requeue'
  | 'park'
  | 'discard'
  | 'check'
  | 'charge'
  | 'record'
  | 'commit'
  | 'dismiss';

/** Something that happened at one machine without a packet. */
export interface MachineStep extends Moment {
  seat: SeatId;
  step: StepKind;
  order?: OrderId;
  message?: MessageId;
}

export interface EffectPoint extends Moment {
  effect: EffectId;
  order: OrderId;
  message: MessageId;
  consumer: SeatId;
  /** 1 for the order's first effect; above it, a duplicate. */
  number: number;
}
