import type {
  ClaimId,
  DeliveryId,
  DeliveryTag,
  CopyId,
  EffectId,
  FaultId,
  LaneId,
  MessageId,
  OrderId,
  PacketId,
  PlayerId,
  SeatId,
} from '../base/ids.ts';
import type { Fault, OrderContent, Packet, Role } from './lane.ts';
import type { FaultPlan } from './plan.ts';
import type { Policy } from './policy.ts';
import type { QuizFact } from './quiz.ts';
import type { ExtraTimeFactor, RoomRules } from './room-rules.ts';
import type { RoundSettings } from './settings.ts';
import type { HomeworkTerms, SoloTerms } from './solo.ts';
import type { MomentPlace, Prediction } from './state.ts';

/** A seat as a round begins. */
export interface SeatPlan {
  id: SeatId;
  role: Role;
  player?: PlayerId;
}

/** A lane as a round begins. */
export interface LanePlan {
  id: LaneId;
  seats: readonly SeatPlan[];
  nextOrderAt?: number;
}

/** What happened to the session as a whole. */
export type SessionFact =
  | {
      type: 'sessionOpened';
      session: string;
      roomCode: string;
      hostTokenHash: string;
      stageTokenHash: string;
      seed: number;
      createdAt: number;
      settings: RoundSettings;
      rules?: RoomRules;
      /** One student plays it alone. */
      solo?: SoloTerms;
      /** It is homework, and nothing is played in it. */
      homework?: HomeworkTerms;
    }
  /** Stands in front of what a command of a player or the host did: it is in the log once for each accepted command. */
  | { type: 'commandAccepted'; by: PlayerId | 'host'; device?: string; seq: number; id: string }
  | { type: 'roundConfigured'; settings: RoundSettings }
  | { type: 'roomLocked'; locked: boolean }
  | { type: 'playerJoined'; player: PlayerId; name: string; tokenHash: string }
  | { type: 'playerRenamed'; player: PlayerId; name: string }
  | { type: 'playerRemoved'; player: PlayerId; banned?: true }
  | { type: 'playerUnbanned'; player: PlayerId }
  /** A device without the player's secret asks for the player's seat. */
  | { type: 'seatClaimed'; player: PlayerId; claim: ClaimId; tokenHash: string }
  | { type: 'seatClaimRefused'; player: PlayerId; claim: ClaimId }
  /** From here on the player is known by another secret. */
  | { type: 'seatHandedOver'; player: PlayerId; tokenHash: string }
  | { type: 'extraTimeGiven'; player: PlayerId; factor: ExtraTimeFactor }
  | { type: 'roomConfigured'; rules: RoomRules }
  /** An empty name gives the lane its own again. */
  | { type: 'laneRenamed'; lane: LaneId; name: string }
  /** The seating of the next round, as the host assigned it. */
  | { type: 'seatsAssigned'; seats: readonly { player: PlayerId; seat: SeatId }[] }
  /** A late joiner gets a seat of the running round; `role` is there where the seat is new. */
  | { type: 'playerSeated'; player: PlayerId; lane: LaneId; seat: SeatId; role?: Role }
  /** Real connections. They are facts, never faults of the game. */
  | { type: 'playerConnected'; player: PlayerId; via?: string }
  | { type: 'playerDisconnected'; player: PlayerId }
  | { type: 'hostConnected'; via?: string }
  | { type: 'hostDisconnected' }
  | { type: 'seatCovered'; player: PlayerId; lane: LaneId; seat: SeatId }
  | { type: 'roundStarted'; round: number; settings: RoundSettings; lanes: readonly LanePlan[] }
  /** Without a cause it was the host's command. */
  | { type: 'roundPaused'; cause?: 'host-away' | 'student-away' }
  | { type: 'roundResumed'; cause?: 'host-back' | 'student-back' }
  | { type: 'roundExtended'; byMs: number }
  /** No server ran the session for a while: game time stands still for that long. */
  | { type: 'clockHeld'; forMs: number }
  | { type: 'planStarted'; plan: FaultPlan }
  /** Step number `step`, from 0, of the running plan is done next. */
  | { type: 'planStepped'; step: number }
  | { type: 'planStopped' }
  /** The part of the revealed round that the stage shows; without a moment its default. */
  | { type: 'momentShown'; moment?: MomentPlace }
  | { type: 'bellRang' }
  | { type: 'predictionMade'; player: PlayerId; prediction: Prediction }
  | { type: 'truthRevealed' }
  | { type: 'roundClosed' }
  | QuizFact
  /** A student has begun an attempt at homework, in a separate session. */
  | { type: 'attemptOpened'; player: PlayerId; session: string }
  | { type: 'sessionFinished' };

/** What happened in one lane. */
export type LaneFact =
  | {
      type: 'orderPlaced';
      order: OrderId;
      producer: SeatId;
      content: OrderContent;
      poison?: true;
      nextOrderAt?: number;
    }
  | { type: 'orderGivenUp'; seat: SeatId; order: OrderId }
  | { type: 'packetSent'; packet: Packet }
  /** `copy`: what the broker made of a publish packet; absent on the other legs. */
  | { type: 'packetArrived'; packet: PacketId; copy?: CopyId }
  | { type: 'packetDropped'; packet: PacketId; reason: 'fault' | 'host' | 'machine-down' }
  | { type: 'copyStored'; seat: SeatId; copy: CopyId }
  | { type: 'copyDeduplicated'; seat: SeatId; copy: CopyId }
  | { type: 'tagReleased'; seat: SeatId; tag: DeliveryTag }
  /** The visibility timeout of a tag expired; no player acted. */
  | { type: 'tagExpired'; tag: DeliveryTag }
  /** The broker took back all that was out to a consumer: its channel closed, or its partitions moved. */
  | { type: 'channelClosed'; consumer: SeatId; reason: 'crash' | 'double-ack' | 'rebalance' }
  /** A copy reached its delivery limit and was parked by the broker itself. */
  | { type: 'copyDeadLettered'; copy: CopyId }
  | { type: 'partitionsAssigned'; owners: readonly SeatId[] }
  | { type: 'copyParked'; seat: SeatId; copy: CopyId }
  | { type: 'copyDiscarded'; seat: SeatId; copy: CopyId }
  | { type: 'logChecked'; seat: SeatId; delivery: DeliveryId; says: 'seen' | 'new' }
  /** Without an effect the bank knew the order's key already. */
  | { type: 'cardCharged'; seat: SeatId; delivery: DeliveryId; effect?: EffectId }
  | { type: 'idRecorded'; seat: SeatId; delivery: DeliveryId }
  /** skipped: the ID was in the log. done without an effect: the bank knew the order's key. */
  | { type: 'workCommitted'; seat: SeatId; delivery: DeliveryId; outcome: 'done' | 'skipped'; effect?: EffectId }
  /** The order cannot be processed: no effect, and the consumer knows. */
  | { type: 'workFailed'; seat: SeatId; delivery: DeliveryId }
  | { type: 'policySet'; seat: SeatId; policy: Policy }
  | { type: 'deliveryDismissed'; seat: SeatId; delivery: DeliveryId }
  | { type: 'faultInjected'; fault: Fault }
  | { type: 'faultEnded'; fault: FaultId; reason: 'spent' | 'timed-out' | 'healed' }
  | { type: 'machineCrashed'; seat: SeatId; fault: FaultId }
  | { type: 'machineRestarted'; seat: SeatId; fault: FaultId }
  /** Without a `from` it leaves every log and the broker's memory; else one consumer's or the lane's log, or the broker's. */
  | { type: 'idForgotten'; message: MessageId; from?: SeatId | 'lane' | 'broker' };

/** An event of the log. `at` is session time in ms and never goes back. */
export type SessionEvent = SessionFact & { at: number };
export type LaneEvent = LaneFact & { at: number; lane: LaneId };
export type GameEvent = SessionEvent | LaneEvent;

export function isLaneEvent(event: GameEvent): event is LaneEvent {
  return laneEventTypes.has(event.type);
}

/** The types of what happens in lanes. */
export const laneEventTypes: ReadonlySet<string> = new Set<LaneFact['type']>([
  'orderPlaced',
  'orderGivenUp',
  'packetSent',
  'packetArrived',
  'packetDropped',
  'copyStored',
  'copyDeduplicated',
  'tagReleased',
  'tagExpired',
  'channelClosed',
  'copyDeadLettered',
  'partitionsAssigned',
  'workFailed',
  'policySet',
  'copyParked',
  'copyDiscarded',
  'logChecked',
  'cardCharged',
  'idRecorded',
  'workCommitted',
  'deliveryDismissed',
  'faultInjected',
  'faultEnded',
  'machineCrashed',
  'machineRestarted',
  'idForgotten',
]);
