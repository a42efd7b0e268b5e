import type {
  ClaimId,
  CopyId,
  DeliveryId,
  DeliveryTag,
  LaneId,
  MessageId,
  OrderId,
  PacketId,
  PlayerId,
  SeatId,
} from '../base/ids.ts';
import type { FaultSpec, FaultSpan } from './fault.ts';
import type { OrderContent } from './lane.ts';
import type { FaultPlan } from './plan.ts';
import type { Policy } from './policy.ts';
import type { QuizHostCommand, QuizPlayerCommand } from './quiz.ts';
import type { ExtraTimeFactor, RoomRules } from './room-rules.ts';
import type { RoundSettings } from './settings.ts';
import type { HomeworkTerms, SoloCommand, SoloTerms } from './solo.ts';
import type { MomentPlace } from './state.ts';

/** What the owner of a machine can do with it. */
export type Action =
  /** Sends the order: under the message ID given, or under a fresh one where none is. */
  | { do: 'publish'; order: OrderId; message?: MessageId }
  | { do: 'giveUp'; order: OrderId }
  | { do: 'store'; copy: CopyId }
  | { do: 'confirm'; copy: CopyId }
  | { do: 'deliver'; copy: CopyId; to: SeatId }
  | { do: 'requeue'; tag: DeliveryTag }
  | { do: 'park'; copy: CopyId }
  | { do: 'discard'; copy: CopyId }
  | { do: 'check'; delivery: DeliveryId }
  | { do: 'charge'; delivery: DeliveryId }
  | { do: 'record'; delivery: DeliveryId }
  | { do: 'commit'; delivery: DeliveryId }
  | { do: 'ack'; delivery: DeliveryId }
  | { do: 'nack'; delivery: DeliveryId }
  | { do: 'dismiss'; delivery: DeliveryId };

/** How many seats of each role every lane gets, where the host lays the lanes out by hand. */
export interface LaneShape {
  producers: number;
  consumers: number;
  /** How many lanes there are at least, for bots to fill; as many as the class needs where it is absent. */
  lanes?: number;
}

export type HostCommand =
  | { type: 'configureRound'; settings: RoundSettings }
  | { type: 'lockRoom'; locked: boolean }
  | { type: 'renamePlayer'; player: PlayerId; name: string }
  /** Removes a player; banned, the device is not let in again under any name. */
  | { type: 'removePlayer'; player: PlayerId; ban?: true }
  | { type: 'unbanPlayer'; player: PlayerId }
  /** Lets the device that asks for a seat have it, or not. */
  | { type: 'settleClaim'; claim: ClaimId; grant: boolean }
  | { type: 'giveExtraTime'; player: PlayerId; factor: ExtraTimeFactor }
  | { type: 'configureRoom'; rules: RoomRules }
  /** Without a name the lane has its own again. */
  | { type: 'renameLane'; lane: LaneId; name: string }
  /** Gives the player a seat of the next round; its present owner gets the player's. */
  | { type: 'seatPlayer'; player: PlayerId; seat: SeatId }
  | { type: 'startRound'; shape?: LaneShape }
  | { type: 'pauseRound' }
  | { type: 'resumeRound' }
  | { type: 'extendRound'; byMs: number }
  | { type: 'ringBell' }
  | { type: 'revealTruth' }
  | { type: 'closeRound' }
  | { type: 'finishSession' }
  | { type: 'injectFault'; lane: LaneId | 'all'; what: FaultSpec; span: FaultSpan }
  | { type: 'healFaults'; lane: LaneId | 'all' }
  | { type: 'dropPacket'; lane: LaneId; packet: PacketId }
  | { type: 'placeOrder'; lane: LaneId; content?: OrderContent; poison?: true }
  | { type: 'forgetId'; lane: LaneId; message: MessageId }
  /** Starts a fault plan, in place of a running one. */
  | { type: 'startPlan'; plan: FaultPlan }
  | { type: 'stopPlan' }
  /** Puts on the stage what went wrong at that place of the round; without a place, takes it away. */
  | { type: 'showMoment'; moment?: MomentPlace }
  | QuizHostCommand;

export type PlayerCommand =
  | { type: 'act'; action: Action }
  | { type: 'setPolicy'; policy: Policy }
  | { type: 'predict'; lost: number; duplicates: number }
  | QuizPlayerCommand
  | SoloCommand;

/** What only the server itself may say. */
export type ServerCommand =
  | {
      type: 'openSession';
      session: string;
      roomCode: string;
      hostTokenHash: string;
      stageTokenHash: string;
      seed: number;
      settings: RoundSettings;
      rules?: RoomRules;
      solo?: SoloTerms;
      homework?: HomeworkTerms;
    }
  | { type: 'joinSession'; player: PlayerId; name: string; tokenHash: string }
  /** A device that lacks the player's secret asks for the player's seat. */
  | { type: 'claimSeat'; player: PlayerId; claim: ClaimId; tokenHash: string }
  /** Gives the player's seat to a device with another secret, as the host asked at no console. */
  | { type: 'handOverSeat'; player: PlayerId; tokenHash: string }
  /** `via` names the connection among all servers: the newest counts, and only its own end is the player's. */
  | { type: 'setPlayerConnected'; player: PlayerId; connected: boolean; via?: string }
  | { type: 'setHostConnected'; connected: boolean; via?: string }
  /** Of homework: the session of a student's next attempt is there. */
  | { type: 'openAttempt'; player: PlayerId; session: string; number: number }
  /** Lets everything happen that is due. */
  | { type: 'tick' };

/**
 * A command with its sender. `seq` and `id` let a repeat be recognised (ENG-20). Each of the host's devices counts
 * on its own; one without a name is the host at no console.
 */
export type Command =
  | { by: 'host'; device?: string; seq: number; id: string; command: HostCommand }
  | { by: 'player'; player: PlayerId; seq: number; id: string; command: PlayerCommand }
  | { by: 'bot'; lane: LaneId; seat: SeatId; action: Action }
  | { by: 'server'; command: ServerCommand };
